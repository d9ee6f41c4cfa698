using Microsoft.Extensions.Options;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Coalescing;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>
/// Calls the primary source. If it fails or takes too long, tries the fallbacks in order; if none has a response,
/// throws the failure of the primary source.
/// </summary>
internal sealed class FallbackOperation<TRequest, TResult>(
    string name,
    FallbackBuilder<TRequest, TResult> definition,
    IServiceProvider services,
    IOptionsMonitor<FallbackOptions> options,
    CacheKeyFactory keyFactory,
    IErrorClassifier errors,
    FallbackTelemetry telemetry,
    TimeProvider time) : IFallbackOperation<TRequest, TResult>
{
    private const double EagerRefreshThreshold = 0.8;

    private readonly SingleFlight<string, FallbackResult<TResult>> _calls = new(
        () => options.Get(name).MaxBackgroundCalls, time);

    private readonly Dictionary<string, IFallbackStrategy<TRequest, TResult>> _strategies =
        definition.Strategies.ToDictionary(
            strategy => strategy.Name,
            strategy => strategy.Create(services, () => options.Get(name)),
            StringComparer.Ordinal);

    private CacheFallback<TRequest, TResult>? Cache =>
        _strategies.GetValueOrDefault(FallbackStrategies.Cache) as CacheFallback<TRequest, TResult>;

    public async Task<FallbackResult<TResult>> ExecuteAsync(TRequest request, CancellationToken cancellationToken)
    {
        var context = ContextOf(request);
        return Report(context, await GetResultAsync(context, cancellationToken).ConfigureAwait(false));
    }

    public FallbackResult<TResult> RecordPrimaryResult(TRequest request, TResult result, DateTimeOffset asOf)
    {
        var context = ContextOf(request);
        Cache?.RecordPrimaryResult(context, result, asOf);
        return Report(context, new(result, DataSource.Primary, asOf));
    }

    private FallbackContext<TRequest> ContextOf(TRequest request)
    {
        var tag = definition.Tag(request);
        return new(
            request,
            keyFactory.Caller,
            keyFactory.KeyOf(name, tag, definition.Projection(request)),
            keyFactory.Of(CacheTag.All(tag.Kind)),
            options.Get(name));
    }

    private FallbackResult<TResult> Report(FallbackContext<TRequest> context, FallbackResult<TResult> result)
    {
        var age = TimeSpan.FromTicks(Math.Max(0, (time.GetUtcNow() - result.AsOf).Ticks));
        var isFresh = result.Source == DataSource.Cache && context.Options.FreshFor > TimeSpan.Zero
            && age <= context.Options.FreshFor;
        var reported = result with { Age = age, IsDegraded = result.Source != DataSource.Primary && !isFresh };
        telemetry.Returned(name, context.Caller, reported);
        return reported;
    }

    private async Task<FallbackResult<TResult>> GetResultAsync(
        FallbackContext<TRequest> context, CancellationToken cancellationToken)
    {
        if (context.Options.FreshFor > TimeSpan.Zero && Cache is { } cache
            && await TryAsync(cache, cache.FreshAsync, context, cancellationToken).ConfigureAwait(false) is { } fresh)
        {
            RefreshEagerly(context, fresh.AsOf);
            return fresh;
        }

        using var call = _calls.Join(FlightOf(context), token => CallPrimaryAsync(context, token));
        if (call.Joined)
        {
            telemetry.Joined(name);
        }

        if (!await call.Result.EndsWithinAsync(context.Options.SoftTimeout, time, cancellationToken)
            .ConfigureAwait(false))
        {
            telemetry.SoftTimeoutPassed(name);
            call.ReportSoftTimeout(context.Options.SoftTimeout);
            if (await FallBackAsync(context, cancellationToken).ConfigureAwait(false) is { } fallback)
            {
                call.Detach();
                return fallback;
            }
        }

        return await PrimaryOrFallbackAsync(call, context, cancellationToken).ConfigureAwait(false);
    }

    // An interactive read does not join the call of a batch, which may be shed or wait for a permit of the batch.
    private static string FlightOf(FallbackContext<TRequest> context) =>
        Criticality.Current is { } criticality ? $"{criticality} {context.Key.Name}" : context.Key.Name;

    // Refreshes a cached response before it exceeds FreshFor, so that no caller has to wait for the primary source.
    private void RefreshEagerly(FallbackContext<TRequest> context, DateTimeOffset asOf)
    {
        if (time.GetUtcNow() - asOf > context.Options.FreshFor * EagerRefreshThreshold)
        {
            using var call = _calls.Join(FlightOf(context), token => CallPrimaryAsync(context, token));
            call.Detach();
        }
    }

    private async Task<FallbackResult<TResult>> PrimaryOrFallbackAsync(
        SingleFlightCall<FallbackResult<TResult>> call,
        FallbackContext<TRequest> context,
        CancellationToken cancellationToken)
    {
        try
        {
            return await call.Result.WaitForCallerAsync(time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (AllowsFallback(exception, cancellationToken))
        {
            if (await FallBackAsync(context, cancellationToken).ConfigureAwait(false) is { } fallback)
            {
                return fallback;
            }

            telemetry.Failed(name);
            throw;
        }
    }

    private async Task<FallbackResult<TResult>> CallPrimaryAsync(
        FallbackContext<TRequest> context, CancellationToken cancellationToken)
    {
        // Taken before the request is sent, because the data may change between the read and the arrival of the
        // response.
        var asOf = time.GetUtcNow();
        var result = await definition.Primary(services, context.Request, cancellationToken).ConfigureAwait(false);
        Cache?.RecordPrimaryResult(context, result, asOf);
        return new(result, DataSource.Primary, asOf);
    }

    private async Task<FallbackResult<TResult>?> FallBackAsync(
        FallbackContext<TRequest> context, CancellationToken cancellationToken)
    {
        foreach (var strategy in context.Options.Order!)
        {
            if (await TryAsync(
                _strategies[strategy],
                _strategies[strategy].TryAsync,
                context,
                cancellationToken).ConfigureAwait(false) is { } result)
            {
                return result;
            }
        }

        return null;
    }

    // The caller gets the failure of the primary source; that of a fallback is only logged.
    private async Task<FallbackResult<TResult>?> TryAsync(
        IFallbackStrategy<TRequest, TResult> strategy,
        Func<FallbackContext<TRequest>, CancellationToken, Task<FallbackResult<TResult>?>> execute,
        FallbackContext<TRequest> context,
        CancellationToken cancellationToken)
    {
        try
        {
            return await execute(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            telemetry.StrategyFailed(name, strategy.Name, exception, IsExpected(exception));
            return null;
        }
    }

    // A rejected certificate or password is not transient, so it is logged as a warning.
    private bool IsExpected(Exception exception) =>
        errors.Classify(exception, new(IsSafe: true)) is { IsUnavailable: true }
            and ({ CanRetry: true } or { Origin: FailureOrigin.DependencyDefect });

    private bool AllowsFallback(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && errors.Classify(exception, new(IsSafe: true, cancellationToken)) is { IsUnavailable: true };
}
