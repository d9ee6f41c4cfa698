using Polly;

namespace ServiceDefaults.Retries.Internal;

internal sealed class RetryScopeOptions : ResilienceStrategyOptions
{
    public RetryScopeOptions() => Name = ServiceDefaults.Errors.StrategyNames.RetryScope;
}
