namespace ServiceDefaults.Http;

/// <summary>Names what a request does, for telemetry and for timeouts by operation.</summary>
public static class HttpOperation
{
    private static readonly HttpRequestOptionsKey<string> Key = new("ServiceDefaults.Http.Operation");

    /// <summary>Names the operation.</summary>
    /// <param name="request">The request, before it is sent.</param>
    /// <param name="operation">One of few names, such as <c>get_patient</c>; never anything out of the request.</param>
    public static void SetOperation(this HttpRequestMessage request, string operation) => request.Options.Set(Key, operation);

    /// <summary>The name of the operation.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The name, or <see langword="null"/> where the request has none.</returns>
    public static string? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var operation) ? operation : null;
}
