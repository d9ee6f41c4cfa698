using ServiceDefaults.Errors;

namespace ServiceDefaults.Deadlines;

/// <summary>The time of the caller was up before the work began, so nothing was done.</summary>
public sealed class DeadlineExceededException() : ResilienceException(ClassifiedErrors.Timeout(mayHaveSucceeded: false))
{
    /// <summary>The event in Polly's telemetry (tag <c>event.name</c>) when a pipeline refuses an operation for this reason.</summary>
    public const string EventName = "OnDeadlineExceeded";
}
