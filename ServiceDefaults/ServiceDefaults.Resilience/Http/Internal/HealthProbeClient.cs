namespace ServiceDefaults.Http.Internal;

/// <summary>Asks the health endpoint of a dependency.</summary>
internal sealed class HealthProbeClient(IHttpClientFactory clients, TimeProvider timeProvider)
{
    // Without a pipeline: a probe that an open circuit breaker rejects would say nothing about the dependency.
    public const string Name = "ServiceDefaults.HealthProbe";

    /// <summary>
    /// Whether the dependency responds with success within the time. One that is unreachable, too slow or without an
    /// address does not; neither does one whose probe <paramref name="cancellation"/> ended.
    /// </summary>
    public async Task<bool> IsHealthyAsync(
        string dependency, string path, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var client = clients.CreateClient(Name);
            using var response = await client.GetAsync(new Uri($"https+http://{dependency}{path}"), either.Token)
                .ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            return false;
        }
    }
}
