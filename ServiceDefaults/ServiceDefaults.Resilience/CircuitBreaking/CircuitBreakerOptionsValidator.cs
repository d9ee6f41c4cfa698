using Microsoft.Extensions.Options;
using ServiceDefaults.CircuitBreaking.Internal;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>Checks the ranges of the options and how they fit together. Messages quote the values.</summary>
public sealed class CircuitBreakerOptionsValidator : IValidateOptions<CircuitBreakerOptions>
{
    private readonly CircuitBreakerOptionsRangeValidator _ranges = new();

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CircuitBreakerOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(_ranges.Validate(name, options));
        if (options is { Enabled: true, FailureThreshold: 0, FailureRate: 0, SlowCallRate: 0, SlowCallThreshold: 0 })
        {
            result.AddError(
                "FailureThreshold, FailureRate, SlowCallRate and SlowCallThreshold are all 0, so nothing could open the circuit: set one, or set Enabled to false.",
                nameof(options.FailureThreshold));
        }

        return result.Build();
    }
}
