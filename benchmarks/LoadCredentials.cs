namespace Benchmarks;

/// <summary>
/// Gives a load client the credentials of the environment: <c>API_KEY</c> for the gateway, <c>API_TOKEN</c> for the API
/// itself.
/// </summary>
internal static class LoadCredentials
{
    public static HttpClient WithCredentials(this HttpClient http)
    {
        if (Environment.GetEnvironmentVariable("API_KEY") is { Length: > 0 } key)
        {
            http.DefaultRequestHeaders.Add("X-API-Key", key);
        }

        if (Environment.GetEnvironmentVariable("API_TOKEN") is { Length: > 0 } token)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return http;
    }
}
