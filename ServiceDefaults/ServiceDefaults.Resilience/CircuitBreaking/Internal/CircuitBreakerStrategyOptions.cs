using Polly;
using ServiceDefaults.Errors;

namespace ServiceDefaults.CircuitBreaking.Internal;

internal sealed class CircuitBreakerStrategyOptions : ResilienceStrategyOptions
{
    public static readonly CircuitBreakerStrategyOptions Instance = new();

    private CircuitBreakerStrategyOptions() => Name = StrategyNames.CircuitBreaker;
}
