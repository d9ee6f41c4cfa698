using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using Polly;
using Polly.RateLimiting;
using Polly.Telemetry;

namespace ServiceDefaults.Bulkheads.Internal;

/// <summary>
/// Holds a permit while an operation runs, or rejects the operation with the exception and the event of Polly's rate
/// limiter strategy, so existing handlers of those work. Unlike Polly's, it needs no state machine when a permit is
/// free and the operation completes at once.
/// </summary>
internal sealed class PermitStrategy(
    Func<ResilienceContext, ValueTask<RateLimitLease>> acquire, ResilienceStrategyTelemetry telemetry)
    : ResilienceStrategy
{
    private static readonly ResilienceEvent Rejection = new(ResilienceEventSeverity.Error, "OnRateLimiterRejected");

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var acquisition = acquire(context);
        return acquisition.IsCompletedSuccessfully
            ? Execute(acquisition.Result, callback, context, state)
            : AcquireAsync(acquisition, callback, context, state);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> AcquireAsync<TResult, TState>(
        ValueTask<RateLimitLease> acquisition, Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback,
        ResilienceContext context, TState state)
    {
        var lease = await acquisition.ConfigureAwait(context.ContinueOnCapturedContext);
        return await Execute(lease, callback, context, state).ConfigureAwait(context.ContinueOnCapturedContext);
    }

    private ValueTask<Outcome<TResult>> Execute<TResult, TState>(
        RateLimitLease lease, Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback,
        ResilienceContext context, TState state)
    {
        if (!lease.IsAcquired)
        {
            return new(Reject<TResult>(lease, context));
        }

        ValueTask<Outcome<TResult>> execution;
        try
        {
            execution = callback(context, state);
        }
        catch (Exception)
        {
            lease.Dispose();
            throw;
        }

        if (!execution.IsCompletedSuccessfully)
        {
            return ReleaseAsync(lease, execution, context);
        }

        lease.Dispose();
        return execution;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Outcome<TResult>> ReleaseAsync<TResult>(
        RateLimitLease lease, ValueTask<Outcome<TResult>> execution, ResilienceContext context)
    {
        using (lease)
        {
            return await execution.ConfigureAwait(context.ContinueOnCapturedContext);
        }
    }

    private Outcome<TResult> Reject<TResult>(RateLimitLease lease, ResilienceContext context)
    {
        using (lease)
        {
            telemetry.Report(Rejection, context, new OnRateLimiterRejectedArguments(context, lease));
            var exception = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
                ? new RateLimiterRejectedException(wait)
                : new RateLimiterRejectedException();
            telemetry.SetTelemetrySource(exception);
            return Outcome.FromException<TResult>(exception);
        }
    }
}

/// <summary>Adds strategies that hold a permit while an operation runs.</summary>
internal static class PermitPipelineExtensions
{
    /// <summary>Adds a strategy under a name of <see cref="Errors.StrategyNames"/>.</summary>
    public static TBuilder AddPermits<TBuilder>(
        this TBuilder builder, string name, Func<ResilienceContext, ValueTask<RateLimitLease>> acquire)
        where TBuilder : ResiliencePipelineBuilderBase => builder.AddStrategy(
            context => new PermitStrategy(acquire, context.Telemetry), new PermitStrategyOptions(name));

    private sealed class PermitStrategyOptions : ResilienceStrategyOptions
    {
        public PermitStrategyOptions(string name) => Name = name;
    }
}
