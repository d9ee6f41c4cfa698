using ServiceDefaults.Errors;
using ServiceDefaults.Idempotency;

namespace ServiceDefaults.Retries;

/// <summary>Which requests may be sent twice, whatever it was that failed.</summary>
public static class RepeatableRequests
{
    /// <summary>Whether a request may be sent again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="keysAreHonoured">Whether the server is known to honour <see cref="IdempotencyHeaders.Key"/>.</param>
    /// <returns>True for GET, HEAD and OPTIONS; for any other method only with a key that is honoured.</returns>
    public static bool MayRepeat(HttpRequestMessage request, bool keysAreHonoured) =>
        SafeMethods.Contains(request.Method) || (keysAreHonoured && HasKey(request));

    private static bool HasKey(HttpRequestMessage request) =>
        request.Headers.TryGetValues(IdempotencyHeaders.Key, out var values) && values.Any(value => !string.IsNullOrWhiteSpace(value));
}
