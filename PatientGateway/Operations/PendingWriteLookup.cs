using PatientGateway.Upstream;
using ServiceDefaults.Callers;
using ServiceDefaults.Errors;
using ServiceDefaults.Idempotency;
using ServiceDefaults.Queueing;
using ServiceDefaults.Redis;

namespace PatientGateway.Operations;

/// <summary>
/// Looks up pending writes, which no later write may overtake. While Redis is unavailable this is unknown, and the
/// write proceeds; while Redis is connected and does not respond, the write proceeds only if a recent count found the
/// queue empty.
/// </summary>
internal sealed class PendingWriteLookup(
    [FromKeyedServices(OperationsOptions.Queue)] IQueueClient queue, IRedisClient redis, ICallerContext caller)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>The tenant and client that own the caller's pending writes.</summary>
    public CommandOwner Owner => new(caller.Tenant, caller.Client);

    /// <summary>Returns the path of the operation of a deferred write.</summary>
    /// <param name="key">The idempotency key of the write.</param>
    public string OperationOf(string key) => OperationEndpoints.PathOf(queue.IdOf(Owner, key), pathBase: default);

    /// <summary>Looks up the position of a write in the queue.</summary>
    /// <returns>Its position, or <see langword="null"/> when it is unknown.</returns>
    /// <exception cref="ResilienceException">
    /// Redis did not respond and writes may be pending; nothing was sent to the API.
    /// </exception>
    public async Task<WritePosition?> PeekAsync(PatientWrite write, CancellationToken cancellationToken)
    {
        var groupKeys = PatientCommandGroupKeys.Of(write);
        WritePosition? position = null;
        foreach (var key in IdempotencyKey.StoredForms(write.Key))
        {
            if (await QueryAsync(() => queue.PeekAsync(Owner, key, groupKeys, cancellationToken)) is not { } found)
            {
                return null;
            }

            if (found.IsKnown)
            {
                return new(key, IsKnown: true, found.IsBehind);
            }

            position ??= new(key, IsKnown: false, found.IsBehind);
        }

        return position;
    }

    /// <summary>Whether writes of any patient are pending.</summary>
    /// <exception cref="ResilienceException">Redis did not respond and writes may be pending.</exception>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken) =>
        await QueryAsync(() => queue.HasWaitingAsync(cancellationToken)) ?? false;

    private async Task<T?> QueryAsync<T>(Func<ValueTask<T>> query) where T : struct
    {
        if (!redis.IsConnected)
        {
            // Without a configured Redis, no write can have been queued.
            return redis.IsConfigured ? null : default(T);
        }

        try
        {
            return await query();
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            return redis.IsConnected && queue.MayHaveWaiting
                ? throw new ResilienceException(
                    ClassifiedErrors.ServiceUnavailable(RetryAfter, mayHaveSucceeded: false), exception)
                : null;
        }
    }
}

/// <summary>The position of a write among pending writes.</summary>
/// <param name="Key">
/// The key under which the queue has the write, or would have it; an earlier version may have stored it with quotes
/// around it.
/// </param>
/// <param name="IsKnown">Whether the write was accepted before, in whatever state it is now.</param>
/// <param name="IsBehind">Whether other writes of the same patient are pending.</param>
internal readonly record struct WritePosition(string Key, bool IsKnown, bool IsBehind);
