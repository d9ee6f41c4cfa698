using System.Net;

namespace ResilienceConsole.Traffic;

/// <summary>What a caller of the gateway got.</summary>
internal enum TrafficOutcome
{
    /// <summary>The current data, or a write that was applied.</summary>
    Answered,

    /// <summary>An older or reduced answer, labelled as such.</summary>
    Degraded,

    /// <summary>A write that waits in the queue.</summary>
    Queued,

    /// <summary>An error that says what to do.</summary>
    Refused,

    /// <summary>No answer, or one that is no answer of the gateway.</summary>
    Lost,
}

/// <summary>Classifies responses of the gateway.</summary>
internal static class TrafficOutcomes
{
    public static TrafficOutcome Of(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.Accepted => TrafficOutcome.Queued,
        _ when response.IsSuccessStatusCode => IsDegraded(response) ? TrafficOutcome.Degraded : TrafficOutcome.Answered,
        _ => response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? TrafficOutcome.Refused
            : TrafficOutcome.Lost,
    };

    private static bool IsDegraded(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Degraded", out var values) && values.Contains("true", StringComparer.Ordinal);
}
