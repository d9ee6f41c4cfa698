using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.RateLimiting;
using ServiceDefaults.Retries;
using ServiceDefaults.Timeouts;

namespace ServiceDefaults.Pipelines;

/// <summary>
/// Everything about one dependency's pipeline. It comes from <c>Resilience:Defaults</c>, then <c>Resilience:Kinds:{kind}</c>, then the preset,
/// then <c>Resilience:Pipelines:{name}</c>, then code; the later one wins.
/// </summary>
public sealed class DependencyOptions : IValidatableObject
{
    /// <summary>A set of numbers from <c>Resilience:Presets</c>: <c>standard</c>, <c>high-availability</c>, <c>batch</c>, <c>slow</c>, or one of your own.</summary>
    /// <value>The default is none.</value>
    public string? Preset { get; set; }

    /// <summary>The time of an operation with all its attempts.</summary>
    [ValidateObjectMembers]
    public TotalTimeoutOptions TotalTimeout { get; set; } = new();

    /// <summary>How often the dependency is called.</summary>
    [ValidateObjectMembers]
    public RateLimitOptions RateLimit { get; set; } = new();

    /// <summary>How many calls are under way at once.</summary>
    [ValidateObjectMembers]
    public BulkheadOptions Bulkhead { get; set; } = new();

    /// <summary>When the dependency is left alone.</summary>
    [ValidateObjectMembers]
    public CircuitBreakerOptions CircuitBreaker { get; set; } = new();

    /// <summary>When it is tried again.</summary>
    [ValidateObjectMembers]
    public RetryOptions Retry { get; set; } = new();

    /// <summary>The time of one attempt.</summary>
    [ValidateObjectMembers]
    public AttemptTimeoutOptions AttemptTimeout { get; set; } = new();

    /// <summary>The connections.</summary>
    [ValidateObjectMembers]
    public ConnectionOptions Connections { get; set; } = new();

    /// <summary>Whether it is asked how it is.</summary>
    [ValidateObjectMembers]
    public HealthProbeOptions HealthProbe { get; set; } = new();

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (AttemptTimeout.Enabled && TotalTimeout.Enabled && AttemptTimeout.Duration > TotalTimeout.Duration)
        {
            yield return new($"AttemptTimeout:Duration is {AttemptTimeout.Duration} "
                + $"and TotalTimeout:Duration is {TotalTimeout.Duration}: "
                + "one attempt cannot take longer than all of them, so lower the first or raise the second.");
        }

        if (CircuitBreaker.Enabled && TotalTimeout.Enabled && CircuitBreaker.ProbeLease <= TotalTimeout.Longest)
        {
            yield return new($"CircuitBreaker:ProbeLease is {CircuitBreaker.ProbeLease} "
                + $"and the longest total timeout is {TotalTimeout.Longest}: "
                + "the timeout has to end a probe before its lease does, so raise ProbeLease.");
        }
    }
}
