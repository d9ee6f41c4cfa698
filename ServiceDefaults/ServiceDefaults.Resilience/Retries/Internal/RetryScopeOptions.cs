using Polly;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries.Internal;

internal sealed class RetryScopeOptions : ResilienceStrategyOptions
{
    public static readonly RetryScopeOptions Instance = new();

    private RetryScopeOptions() => Name = StrategyNames.RetryScope;
}
