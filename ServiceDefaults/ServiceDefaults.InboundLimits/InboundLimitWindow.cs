namespace ServiceDefaults.InboundLimits;

/// <summary>The state of one window after a check.</summary>
public readonly record struct InboundLimitWindow
{
    /// <summary>The name of the window, such as <c>minute</c> or <c>batch-minute</c>.</summary>
    public string Name { get; init; }

    /// <summary>The permits of the window; the burst of a token bucket.</summary>
    public int Limit { get; init; }

    /// <summary>The period of the window.</summary>
    public TimeSpan Period { get; init; }

    /// <summary>The permits left. Others may take them at the same time.</summary>
    public int Remaining { get; init; }

    /// <summary>The time until there is one permit more; zero when all are left.</summary>
    public TimeSpan ResetAfter { get; init; }

    /// <summary>Whether this window refused the request.</summary>
    public bool IsViolated { get; init; }

    /// <summary>
    /// The time until this window has the permits of the request; zero if it has, <see langword="null"/> if the request
    /// needs more than the limit.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }
}
