namespace ServiceDefaults.Http;

/// <summary>Names the operation of a request, for telemetry and for timeouts per operation.</summary>
public static class HttpOperation
{
    private static readonly HttpRequestOptionsKey<string> Key = new("ServiceDefaults.Http.Operation");

    /// <summary>Sets the operation key of a request.</summary>
    /// <param name="request">The request, before it is sent.</param>
    /// <param name="operation">
    /// A name from a small set, such as <c>get_patient</c>; never a value from the request.
    /// </param>
    public static void SetOperation(this HttpRequestMessage request, string operation) =>
        request.Options.Set(Key, operation);

    /// <summary>Gets the operation key of a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The name, or <see langword="null"/> when none is set.</returns>
    public static string? Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var operation) ? operation : null;
}
