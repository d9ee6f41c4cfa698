using Polly.Telemetry;

namespace ServiceDefaults.Retries;

/// <summary>
/// Events that Polly does not report: a failure was not retried any further, and why. They go through Polly's
/// telemetry, so they appear in its meter (tag <c>event.name</c>) and its logs, and reach every
/// <see cref="TelemetryListener"/> with <see cref="RetryStoppedArguments"/>.
/// </summary>
public static class RetryEvents
{
    /// <summary>The event of <see cref="RetryStopReason.NotTransient"/>.</summary>
    public const string NotTransient = "OnRetryNotTransient";

    /// <summary>The event of <see cref="RetryStopReason.NotRepeatable"/>.</summary>
    public const string NotRepeatable = "OnRetryNotRepeatable";

    /// <summary>The event of <see cref="RetryStopReason.AttemptsExhausted"/>.</summary>
    public const string Exhausted = "OnRetryExhausted";

    /// <summary>The event of <see cref="RetryStopReason.RetryAfterTooLong"/>.</summary>
    public const string RetryAfterTooLong = "OnRetryAfterTooLong";

    /// <summary>The event of <see cref="RetryStopReason.DeadlineTooClose"/>.</summary>
    public const string DeadlineTooClose = "OnRetryDeadlineTooClose";

    /// <summary>The event of <see cref="RetryStopReason.CallerRetries"/>.</summary>
    public const string CallerRetries = "OnRetryLeftToCaller";

    /// <summary>The event of <see cref="RetryStopReason.MayHaveSucceeded"/>.</summary>
    public const string MayHaveSucceeded = "OnRetryMayHaveSucceeded";

    /// <summary>The event of <see cref="RetryStopReason.BudgetSpent"/>.</summary>
    public const string BudgetSpent = "OnRetryBudgetSpent";

    /// <summary>The event of <see cref="RetryStopReason.TotalTimeout"/>.</summary>
    public const string TotalTimeout = "OnRetryTotalTimeout";

    /// <summary>The event of <see cref="RetryStopReason.CallerLeft"/>.</summary>
    public const string CallerLeft = "OnRetryCallerLeft";

    /// <summary>The event on the current span when an operation was not retried any further.</summary>
    public const string Span = "retry.stopped";

    /// <summary>The tag of the span event with the name of the pipeline.</summary>
    public const string ServiceTag = "service";

    /// <summary>The tag of the span event with the name of the operation.</summary>
    public const string OperationTag = "operation";

    /// <summary>The tag of the span event with the name of the <see cref="RetryStopReason"/>.</summary>
    public const string ReasonTag = "retry.stop_reason";

    /// <summary>The tag of the span event with the number of attempts.</summary>
    public const string AttemptsTag = "retry.attempts";

    internal static string NameOf(RetryStopReason reason) => reason switch
    {
        RetryStopReason.NotTransient => NotTransient,
        RetryStopReason.NotRepeatable => NotRepeatable,
        RetryStopReason.AttemptsExhausted => Exhausted,
        RetryStopReason.RetryAfterTooLong => RetryAfterTooLong,
        RetryStopReason.DeadlineTooClose => DeadlineTooClose,
        RetryStopReason.CallerRetries => CallerRetries,
        RetryStopReason.MayHaveSucceeded => MayHaveSucceeded,
        RetryStopReason.TotalTimeout => TotalTimeout,
        RetryStopReason.CallerLeft => CallerLeft,
        _ => BudgetSpent,
    };

    // The usual reasons are no warning: the caller that handles the failure logs it, and a timeout has an event of its
    // own.
    internal static ResilienceEventSeverity SeverityOf(RetryStopReason reason) => reason switch
    {
        RetryStopReason.AttemptsExhausted => ResilienceEventSeverity.Error,
        RetryStopReason.NotTransient or RetryStopReason.NotRepeatable or RetryStopReason.TotalTimeout
            or RetryStopReason.CallerLeft => ResilienceEventSeverity.Information,
        _ => ResilienceEventSeverity.Warning,
    };
}
