using ServiceDefaults.Coalescing;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>
/// Calls another service that has the same data, or a part of it. Unless it is the last strategy, its response is
/// awaited no longer than the soft timeout.
/// </summary>
internal sealed class ServiceFallback<TRequest, TResult>(
    Func<TRequest, CancellationToken, Task<FallbackResult<TResult>>> execute,
    Func<FallbackOptions> options,
    TimeProvider time) : IFallbackStrategy<TRequest, TResult>
{
    private readonly SingleFlight<string, FallbackResult<TResult>> _calls = new(
        () => options().MaxBackgroundCalls, time);

    public string Name => FallbackStrategies.Service;

    public bool IsTerminal => false;

    public async Task<FallbackResult<TResult>?> TryAsync(
        FallbackContext<TRequest> context, CancellationToken cancellationToken)
    {
        using var call = _calls.Join(context.Key.Name, token => execute(context.Request, token));
        var isLast = context.Options.Order![^1] == Name;
        if (isLast || await call.Result.EndsWithinAsync(context.Options.SoftTimeout, time, cancellationToken)
            .ConfigureAwait(false))
        {
            return await call.Result.WaitForCallerAsync(time, cancellationToken).ConfigureAwait(false);
        }

        call.ReportSoftTimeout(context.Options.SoftTimeout);
        call.Detach();
        return null;
    }
}
