using PatientGateway.Upstream;
using ServiceDefaults.Callers;
using ServiceDefaults.Errors;
using ServiceDefaults.Idempotency;
using ServiceDefaults.Queueing;
using ServiceDefaults.Redis;

namespace PatientGateway.Operations;

/// <summary>
/// What a write has to know of those that were accepted before and wait: none may overtake them. Where Redis is away nobody can know, and the write goes on;
/// where it is there and does not answer, the write goes on only if nothing waited a moment ago.
/// </summary>
internal sealed class WaitingWrites([FromKeyedServices(OperationsOptions.Queue)] IQueuedCommands queue, IRedisClient redis, ICallerContext caller)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>On whose behalf writes wait.</summary>
    public CommandOwner Owner => new(caller.Tenant, caller.Client);

    /// <summary>Where to look what became of a write that was accepted for later.</summary>
    /// <param name="key">The key under which it is known.</param>
    public string OperationOf(string key) => OperationEndpoints.PathOf(queue.IdOf(Owner, key), pathBase: default);

    /// <summary>Looks where a write stands.</summary>
    /// <returns>Its place, or <see langword="null"/> where nobody can know.</returns>
    /// <exception cref="ResilienceException">Redis did not answer, and something may wait: nothing was sent.</exception>
    public async Task<WritePlace?> LookAsync(PatientWrite write, CancellationToken cancellationToken)
    {
        var subjects = PatientCommandSubjects.Of(write);
        WritePlace? place = null;
        foreach (var key in IdempotencyKey.StoredForms(write.Key))
        {
            if (await AskAsync(() => queue.LookAsync(Owner, key, subjects, cancellationToken)) is not { } found)
            {
                return null;
            }

            if (found.IsKnown)
            {
                return new(key, IsKnown: true, found.IsBehind);
            }

            place ??= new(key, IsKnown: false, found.IsBehind);
        }

        return place;
    }

    /// <summary>Whether any write waits, of whichever patient.</summary>
    /// <exception cref="ResilienceException">Redis did not answer, and something may wait.</exception>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken) => await AskAsync(() => queue.HasWaitingAsync(cancellationToken)) ?? false;

    private async Task<T?> AskAsync<T>(Func<ValueTask<T>> ask) where T : struct
    {
        if (!redis.IsConnected)
        {
            // Where there is no Redis at all nothing can ever have been queued.
            return redis.IsConfigured ? null : default(T);
        }

        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            return redis.IsConnected && queue.MayHaveWaiting
                ? throw new ResilienceException(ClassifiedErrors.ServiceUnavailable(AskAgainAfter, mayHaveSucceeded: false), exception)
                : null;
        }
    }
}

/// <summary>Where a write stands among those that wait.</summary>
/// <param name="Key">The key under which the queue knows it, or would: that of a write which was accepted by an earlier version may have quotes around it.</param>
/// <param name="IsKnown">Whether it was accepted before, whatever became of it.</param>
/// <param name="IsBehind">Whether others of its patient wait.</param>
internal readonly record struct WritePlace(string Key, bool IsKnown, bool IsBehind);
