using System.Runtime.CompilerServices;
using Polly;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Deadlines.Internal;
using ServiceDefaults.Timeouts;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>
/// The outermost strategy: creates the execution scope, rejects the execution if the request's deadline has passed, and
/// records its duration.
/// </summary>
internal sealed class ScopeStrategy(
    TotalTimeoutOptions timeout, OperationTelemetry telemetry, TimeProvider timeProvider) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var request = RequestDeadline.Current;
        var limit = Limit(context, request);
        if (limit <= TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
        {
            var rejection = new DeadlineExceededException();
            telemetry.ReportRejection(context, rejection);
            return Outcome.FromExceptionAsValueTask<TResult>(rejection);
        }

        var scope = ScopePool.Rent();
        scope.Begin(timeProvider, limit, request is { IsRetry: true }, context.CancellationToken);
        var outer = ExecutionScope.Of(context);
        ExecutionScope.Attach(context, scope);
        ValueTask<Outcome<TResult>> execution;
        try
        {
            execution = callback(context, state);
        }
        catch (Exception exception)
        {
            execution = new(Outcome.FromException<TResult>(exception));
        }

        return execution.IsCompletedSuccessfully
            ? new(Finish(execution.Result, context, scope, outer))
            : FinishAsync(execution, context, scope, outer);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> FinishAsync<TResult>(
        ValueTask<Outcome<TResult>> execution, ResilienceContext context, ExecutionScope scope, ExecutionScope? outer)
    {
        Outcome<TResult> outcome;
        try
        {
            outcome = await execution.ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (Exception exception)
        {
            outcome = Outcome.FromException<TResult>(exception);
        }

        return Finish(outcome, context, scope, outer);
    }

    private Outcome<TResult> Finish<TResult>(
        Outcome<TResult> outcome, ResilienceContext context, ExecutionScope scope, ExecutionScope? outer)
    {
        telemetry.Record(outcome, context, scope, timeProvider.GetTimestamp());
        ExecutionScope.Attach(context, outer);
        ScopePool.Return(scope);
        return outcome;
    }

    // The deadline of the incoming request can only shorten the configured limit.
    private TimeSpan Limit(ResilienceContext context, RequestDeadline? request)
    {
        var own = !timeout.Enabled ? Timeout.InfiniteTimeSpan
            : timeout.Operations.Count > 0 && context.OperationKey is { } key
                && timeout.Operations.TryGetValue(key, out var special) ? special
            : timeout.Duration;
        return request?.Remaining is { } remaining && remaining != TimeSpan.MaxValue
            && (own == Timeout.InfiniteTimeSpan || remaining < own)
            ? remaining
            : own;
    }
}
