using ServiceDefaults.Errors;
using ServiceDefaults.Idempotency;

namespace ServiceDefaults.Retries;

/// <summary>Decides which requests may be sent more than once, whatever the failure.</summary>
public static class RepeatableRequests
{
    /// <summary>Returns whether a request may be sent again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="keysAreHonoured">
    /// Whether the server is known to honour <see cref="IdempotencyHeaders.Key"/>.
    /// </param>
    /// <returns>True for GET, HEAD and OPTIONS; for other methods only with a key that the server honours.</returns>
    public static bool MayRepeat(HttpRequestMessage request, bool keysAreHonoured) =>
        SafeMethods.Contains(request.Method) || (keysAreHonoured && HasKey(request));

    private static bool HasKey(HttpRequestMessage request) =>
        request.Headers.TryGetValues(IdempotencyHeaders.Key, out var values)
            && values.Any(value => !string.IsNullOrWhiteSpace(value));
}
