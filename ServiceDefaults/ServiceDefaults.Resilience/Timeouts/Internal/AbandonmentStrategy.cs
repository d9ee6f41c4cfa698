using Microsoft.Extensions.Logging;
using Polly;
using ServiceDefaults.Bulkheads.Internal;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Timeouts.Internal;

/// <summary>
/// Stops waiting for an operation that ignores its cancellation. Timeouts are cooperative: they cancel a token and
/// wait, but a database driver whose server is frozen may take half a minute to react. This strategy returns at once,
/// and keeps the bulkhead permit until the abandoned operation has really ended.
/// </summary>
internal sealed partial class AbandonmentStrategy(ILogger<AbandonmentStrategy> logger) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var execution = callback(context, state);
        return execution.IsCompleted ? execution : WaitAsync(execution.AsTask(), context);
    }

    private async ValueTask<Outcome<TResult>> WaitAsync<TResult>(
        Task<Outcome<TResult>> execution, ResilienceContext context)
    {
        try
        {
            return await execution.WaitAsync(context.CancellationToken).ConfigureAwait(
                context.ContinueOnCapturedContext);
        }
        catch (OperationCanceledException exception) when (!execution.IsCompleted)
        {
            var lease = BulkheadLease.Of(context) is { } own && own.Hold() ? own : null;
            ExecutionScope.Of(context)?.PreventReuse();
            _ = LeaveBehindAsync(execution, lease, context.OperationKey ?? string.Empty);
            return Outcome.FromException<TResult>(exception);
        }
        catch (Exception exception)
        {
            return Outcome.FromException<TResult>(exception);
        }
    }

    private async Task LeaveBehindAsync<TResult>(
        Task<Outcome<TResult>> execution, BulkheadLease? lease, string operation)
    {
        try
        {
            var outcome = await execution.ConfigureAwait(false);
            LogEnded(operation, outcome.Exception?.GetType().Name ?? "success");
        }
        catch (Exception exception)
        {
            LogEnded(operation, exception.GetType().Name);
        }
        finally
        {
            lease?.LetGo();
        }
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "{Operation} ended ({Outcome}) after its caller had stopped waiting: it ignored its cancellation.")]
    private partial void LogEnded(string operation, string outcome);
}
