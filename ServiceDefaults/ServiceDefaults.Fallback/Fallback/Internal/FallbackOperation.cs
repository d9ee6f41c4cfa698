using Microsoft.Extensions.Options;
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
    CacheKeyFactory names,
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
        var question = QuestionOf(request);
        return Tell(question, await AnswerAsync(question, cancellationToken).ConfigureAwait(false));
    }

    public FallbackResult<TResult> RecordPrimaryResult(TRequest request, TResult result, DateTimeOffset asOf)
    {
        var question = QuestionOf(request);
        Cache?.RecordPrimaryResult(question, result, asOf);
        return Tell(question, new(result, DataSource.Primary, asOf));
    }

    private FallbackContext<TRequest> QuestionOf(TRequest request)
    {
        var subject = definition.Tag(request);
        return new(
            request,
            names.Caller,
            names.KeyOf(name, subject, definition.Projection(request)),
            names.Of(CacheTag.All(subject.Kind)),
            options.Get(name));
    }

    private FallbackResult<TResult> Tell(FallbackContext<TRequest> question, FallbackResult<TResult> answer)
    {
        var age = TimeSpan.FromTicks(Math.Max(0, (time.GetUtcNow() - answer.AsOf).Ticks));
        var isFresh = answer.Source == DataSource.Cache && question.Options.FreshFor > TimeSpan.Zero
            && age <= question.Options.FreshFor;
        var result = answer with { Age = age, IsDegraded = answer.Source != DataSource.Primary && !isFresh };
        telemetry.Answered(name, question.Caller, result);
        return result;
    }

    private async Task<FallbackResult<TResult>> AnswerAsync(
        FallbackContext<TRequest> question, CancellationToken cancellationToken)
    {
        if (question.Options.FreshFor > TimeSpan.Zero && Cache is { } cache
            && await TryAsync(cache, cache.FreshAsync, question, cancellationToken).ConfigureAwait(false) is { } fresh)
        {
            RefreshEagerly(question, fresh.AsOf);
            return fresh;
        }

        using var call = _calls.Join(question.Key.Name, token => AskPrimaryAsync(question, token));
        if (call.Joined)
        {
            telemetry.Joined(name);
        }

        if (!await call.Answer.EndsWithinAsync(question.Options.SoftTimeout, time, cancellationToken)
            .ConfigureAwait(false))
        {
            telemetry.SoftTimeoutPassed(name);
            call.ReportSoftTimeout(question.Options.SoftTimeout);
            if (await FallBackAsync(question, cancellationToken).ConfigureAwait(false) is { } fallback)
            {
                call.Detach();
                return fallback;
            }
        }

        return await PrimaryOrFallbackAsync(call, question, cancellationToken).ConfigureAwait(false);
    }

    // Refreshes a cached response before it exceeds FreshFor, so that no caller has to wait for the primary source.
    private void RefreshEagerly(FallbackContext<TRequest> question, DateTimeOffset asOf)
    {
        if (time.GetUtcNow() - asOf > question.Options.FreshFor * EagerRefreshThreshold)
        {
            using var call = _calls.Join(question.Key.Name, token => AskPrimaryAsync(question, token));
            call.Detach();
        }
    }

    private async Task<FallbackResult<TResult>> PrimaryOrFallbackAsync(
        SingleFlightCall<FallbackResult<TResult>> call,
        FallbackContext<TRequest> question,
        CancellationToken cancellationToken)
    {
        try
        {
            return await call.Answer.WaitForCallerAsync(time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (MayPass(exception, cancellationToken))
        {
            if (await FallBackAsync(question, cancellationToken).ConfigureAwait(false) is { } fallback)
            {
                return fallback;
            }

            telemetry.Failed(name);
            throw;
        }
    }

    private async Task<FallbackResult<TResult>> AskPrimaryAsync(
        FallbackContext<TRequest> question, CancellationToken cancellationToken)
    {
        // Taken before the request is sent, because the data may change between the read and the arrival of the
        // response.
        var asOf = time.GetUtcNow();
        var result = await definition.Primary(services, question.Request, cancellationToken).ConfigureAwait(false);
        Cache?.RecordPrimaryResult(question, result, asOf);
        return new(result, DataSource.Primary, asOf);
    }

    private async Task<FallbackResult<TResult>?> FallBackAsync(
        FallbackContext<TRequest> question, CancellationToken cancellationToken)
    {
        foreach (var strategy in question.Options.Order!)
        {
            if (await TryAsync(
                _strategies[strategy],
                _strategies[strategy].TryAsync,
                question,
                cancellationToken).ConfigureAwait(false) is { } answer)
            {
                return answer;
            }
        }

        return null;
    }

    // The caller gets the failure of the primary source; that of a fallback is only logged.
    private async Task<FallbackResult<TResult>?> TryAsync(
        IFallbackStrategy<TRequest, TResult> strategy,
        Func<FallbackContext<TRequest>, CancellationToken, Task<FallbackResult<TResult>?>> ask,
        FallbackContext<TRequest> question,
        CancellationToken cancellationToken)
    {
        try
        {
            return await ask(question, cancellationToken).ConfigureAwait(false);
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

    private bool MayPass(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && errors.Classify(exception, new(IsSafe: true, cancellationToken)) is { IsUnavailable: true };
}
