using Polly;

namespace ServiceDefaults.Chaos.Internal;

/// <summary>
/// The innermost strategy of a pipeline: chooses the attempts that meet the injected faults. Without an injection it
/// costs one read.
/// </summary>
internal sealed class ChaosGate(ChaosPoint point) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback,
        ResilienceContext context,
        TState state) =>
        point.Choose(context) is { } run
            ? run.Effects.ExecuteOutcomeAsync(callback, context, state)
            : callback(context, state);
}

/// <inheritdoc cref="ChaosGate"/>
internal sealed class HttpChaosGate(ChaosPoint point) : ResilienceStrategy<HttpResponseMessage>
{
    protected override ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback,
        ResilienceContext context,
        TState state) =>
        point.Choose(context) is { } run
            ? run.HttpEffects.ExecuteOutcomeAsync(callback, context, state)
            : callback(context, state);
}

internal sealed class ChaosGateOptions : ResilienceStrategyOptions
{
    public static readonly ChaosGateOptions Instance = new();

    private ChaosGateOptions() => Name = "chaos";
}
