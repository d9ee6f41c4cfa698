using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries;

/// <summary>Which requests may be sent twice, whatever it was that failed.</summary>
public static class RepeatableRequests
{
    /// <summary>The header by which a server recognizes a request that it has carried out before.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Whether a request may be sent again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="keysAreHonoured">Whether the server is known to honour <see cref="IdempotencyKey"/>.</param>
    /// <returns>True for GET, HEAD and OPTIONS; for any other method only with a key that is honoured.</returns>
    public static bool MayRepeat(HttpRequestMessage request, bool keysAreHonoured) =>
        SafeMethods.Contains(request.Method) || (keysAreHonoured && HasKey(request));

    private static bool HasKey(HttpRequestMessage request) =>
        request.Headers.TryGetValues(IdempotencyKey, out var values) && values.Any(value => !string.IsNullOrWhiteSpace(value));
}
