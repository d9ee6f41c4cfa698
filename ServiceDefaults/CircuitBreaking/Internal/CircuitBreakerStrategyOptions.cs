using Polly;

namespace ServiceDefaults.CircuitBreaking.Internal;

internal sealed class CircuitBreakerStrategyOptions : ResilienceStrategyOptions
{
    public CircuitBreakerStrategyOptions() => Name = ServiceDefaults.Errors.StrategyNames.CircuitBreaker;
}
