using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.RateLimiting;
using ServiceDefaults.Retries;
using ServiceDefaults.Timeouts;

namespace ServiceDefaults.Pipelines;

/// <summary>
/// The options of one dependency's pipeline. Sources in ascending precedence: <c>Resilience:Defaults</c>,
/// <c>Resilience:Kinds:{kind}</c>, the preset, <c>Resilience:Pipelines:{name}</c>, code.
/// </summary>
public sealed class DependencyOptions : IValidatableObject
{
    /// <summary>
    /// The name of a set of values in <c>Resilience:Presets</c>: <c>standard</c>, <c>high-availability</c>,
    /// <c>batch</c>, <c>slow</c>, or one of your own.
    /// </summary>
    /// <value>The default is none.</value>
    public string? Preset { get; set; }

    /// <summary>The limit for an operation including all its attempts.</summary>
    [ValidateObjectMembers]
    public TotalTimeoutOptions TotalTimeout { get; set; } = new();

    /// <summary>The rate limit for calls to the dependency.</summary>
    [ValidateObjectMembers]
    public RateLimitOptions RateLimit { get; set; } = new();

    /// <summary>The limit of concurrent calls.</summary>
    [ValidateObjectMembers]
    public BulkheadOptions Bulkhead { get; set; } = new();

    /// <summary>When calls are rejected because the dependency is failing.</summary>
    [ValidateObjectMembers]
    public CircuitBreakerOptions CircuitBreaker { get; set; } = new();

    /// <summary>When failed calls are retried.</summary>
    [ValidateObjectMembers]
    public RetryOptions Retry { get; set; } = new();

    /// <summary>The limit for a single attempt.</summary>
    [ValidateObjectMembers]
    public AttemptTimeoutOptions AttemptTimeout { get; set; } = new();

    /// <summary>The connections to the dependency.</summary>
    [ValidateObjectMembers]
    public ConnectionOptions Connections { get; set; } = new();

    /// <summary>Whether and how the dependency's health endpoint is probed.</summary>
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
