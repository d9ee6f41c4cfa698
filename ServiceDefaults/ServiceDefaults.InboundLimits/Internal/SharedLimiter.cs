using System.Globalization;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Encryption;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// Asks Redis. The check has a pipeline of its own, with a short timeout: a request waits for the cache longer than it
/// may wait for its limits, and slow checks must not open the circuit of the cache.
/// </summary>
internal sealed partial class SharedLimiter(
    IRedisClient redis,
    ResiliencePipelineProvider<string> pipelines,
    DependencyStateRegistry dependencies,
    KeyedNames names,
    TimeProvider time,
    ILogger<SharedLimiter> logger)
{
    /// <summary>The name of the pipeline and of the health check.</summary>
    public const string Name = "inbound-limits";

    private static readonly TimeSpan ErrorInterval = TimeSpan.FromMinutes(1);

    private ResiliencePipeline? _pipeline;
    private int _isLocal;
    private int _hasFailed;
    private long _errorLoggedAt;

    /// <summary>Whether replicas share limits at all.</summary>
    public bool IsConfigured => redis.IsConfigured;

    /// <summary>
    /// Whether this process decides by its share of the limits, because Redis is unavailable or answered the last check
    /// with an error.
    /// </summary>
    public bool IsDegraded => IsConfigured && (IsUnavailable || Volatile.Read(ref _hasFailed) != 0);

    private bool IsUnavailable => !redis.IsConnected || !IsClosed(Name) || !IsClosed(IRedisClient.Name);

    // Without an attempt: the exceptions of a lost connection and of an open circuit would cost more than the check.
    private bool CanAsk => redis.IsConnected && !Rejects(Name) && !Rejects(IRedisClient.Name);

    /// <summary>Decides in Redis, or with a lease.</summary>
    /// <returns>The result, or <see langword="null"/> if Redis did not answer in time.</returns>
    public async ValueTask<InboundLimitResult?> CheckAsync(
        Partition partition, WindowSet set, int permits, int replicas, CancellationToken cancellationToken)
    {
        if (!CanAsk)
        {
            LogChange(isLocal: true, replicas);
            return null;
        }

        var request = partition.Plan(set, permits, time.GetTimestamp());
        SharedAnswer? answer = null;
        try
        {
            answer = await AskAsync(partition, request, replicas, cancellationToken).ConfigureAwait(false);
            LogChange(isLocal: false, replicas);
            Volatile.Write(ref _hasFailed, 0);
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            // Redis may have counted the permits: too few are allowed then.
            if (IsUnavailable)
            {
                LogChange(isLocal: true, replicas);
            }
            else if (exception is RedisServerException error)
            {
                LogServerError(error);
            }
        }
        finally
        {
            partition.Settle(request, answer);
        }

        return answer is null ? null : new(answer.IsAllowed, InboundLimitSource.Shared, WithLease(answer, permits));
    }

    public static TimeSpan? RetryAfter(SharedAnswer answer) =>
        new InboundLimitResult(answer.IsAllowed, InboundLimitSource.Shared, answer.Windows).RetryAfter;

    private bool IsClosed(string name) =>
        !dependencies.TryGet(name, out var state) || state.CircuitBreaker.State == CircuitState.Closed;

    // An open circuit whose break has elapsed admits a probe.
    private bool Rejects(string name) => dependencies.TryGet(name, out var state)
        && state.CircuitBreaker.State is CircuitState.Open or CircuitState.Isolated
        && !(state.CircuitBreaker.GetSnapshot().NextAttempt <= time.GetUtcNow());

    private async ValueTask<SharedAnswer> AskAsync(
        Partition partition, SharedRequest request, int replicas, CancellationToken cancellationToken)
    {
        _pipeline ??= pipelines.GetPipeline(Name);
        RedisKey[] keys = [partition.RedisKey(NameOf)];
        var arguments = ScriptArguments.Write(request, replicas);
        var context = ResilienceContextPool.Shared.Get(
            "check", continueOnCapturedContext: false, cancellationToken);
        try
        {
            var sent = time.GetTimestamp();
            var result = await _pipeline.ExecuteAsync(
                static (context, call) => call.redis.ExecuteAsync(
                    "inbound_limit_check",
                    static (database, script) => database.ScriptEvaluateAsync(
                        InboundLimitScript.Text, script.keys, script.arguments),
                    (call.keys, call.arguments),
                    context.CancellationToken),
                context,
                (redis, keys, arguments)).ConfigureAwait(false);
            return ScriptArguments.Read(request.Set, result, sent, time.GetTimestamp());
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private string NameOf(InboundPartition partition) => "limits:" + names.Of(
        "inbound-limits",
        partition.Kind.ToString(),
        partition.Tier ?? "",
        partition.Client ?? "",
        partition.Tenant ?? "",
        partition.Network.ToString("x", CultureInfo.InvariantCulture));

    private static InboundLimitWindow[] WithLease(SharedAnswer answer, int permits)
    {
        var leased = answer.Taken - permits;
        return !answer.IsAllowed || leased <= 0
            ? answer.Windows
            : [.. answer.Windows.Select(window => window with { Remaining = window.Remaining + leased })];
    }

    // Logs once for each change, however many checks there are.
    private void LogChange(bool isLocal, int replicas)
    {
        var value = isLocal ? 1 : 0;
        if (Volatile.Read(ref _isLocal) == value || Interlocked.Exchange(ref _isLocal, value) == value)
        {
            return;
        }

        if (isLocal)
        {
            LogLocal(replicas);
        }
        else
        {
            LogShared();
        }
    }

    // A server that answers with an error works, so the circuit may stay closed and nothing else tells of it. The error
    // can quote the script's arguments only: keyed names and numbers. At most once a minute.
    private void LogServerError(RedisServerException error)
    {
        Volatile.Write(ref _hasFailed, 1);
        var (now, loggedAt) = (time.GetTimestamp(), Volatile.Read(ref _errorLoggedAt));
        if ((loggedAt == 0 || time.GetElapsedTime(loggedAt, now) >= ErrorInterval)
            && Interlocked.CompareExchange(ref _errorLoggedAt, now, loggedAt) == loggedAt)
        {
            LogError(error.Message);
        }
    }

    [LoggerMessage(
        EventId = 3,
        Level = LogLevel.Warning,
        Message = "Redis answered a check of inbound limits with an error, so this process decided it: {Error}")]
    private partial void LogError(string error);

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "Redis is unavailable for inbound limits: this process allows 1/{Replicas} of each limit.")]
    private partial void LogLocal(int replicas);

    [LoggerMessage(
        EventId = 2, Level = LogLevel.Information, Message = "Redis decides inbound limits for all replicas again.")]
    private partial void LogShared();
}
