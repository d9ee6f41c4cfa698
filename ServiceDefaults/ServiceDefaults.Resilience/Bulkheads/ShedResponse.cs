using System.Net;
using System.Net.Http.Headers;

namespace ServiceDefaults.Bulkheads;

/// <summary>Recognizes responses by which a service says that it works, and sheds requests of a criticality.</summary>
public static class ShedResponse
{
    /// <summary>
    /// Whether the dependency shed the request: a 503 that names the criticality which the request carried, and which
    /// may be shed. Any other response with the header is one as any other, so a dependency cannot hide its failures.
    /// </summary>
    /// <param name="response">The response; its request must be known.</param>
    /// <returns>Whether it was shed.</returns>
    public static bool IsShed(this HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.ServiceUnavailable
        && Single(response.Headers, CriticalityHeaders.Shed) is { } shed
        && Criticality.IsSheddable(shed)
        && response.RequestMessage is { } request
        && string.Equals(
            shed, Single(request.Headers, CriticalityHeaders.Criticality), StringComparison.OrdinalIgnoreCase);

    private static string? Single(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && values.ToList() is [var only] ? only : null;
}
