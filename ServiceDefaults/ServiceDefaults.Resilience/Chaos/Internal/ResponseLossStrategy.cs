using Polly;

namespace ServiceDefaults.Chaos.Internal;

/// <summary>Lets the dependency do its work, then replaces its response with a broken connection.</summary>
internal sealed class ResponseLossStrategy(Func<Exception> createException) : ResilienceStrategy
{
    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var outcome = await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
        if (outcome.Exception is not null)
        {
            return outcome;
        }

        (outcome.Result as IDisposable)?.Dispose();
        return Outcome.FromException<TResult>(createException());
    }

    internal sealed class Options : ResilienceStrategyOptions
    {
        public static readonly Options Instance = new();

        private Options() => Name = "chaos-response-loss";
    }
}
