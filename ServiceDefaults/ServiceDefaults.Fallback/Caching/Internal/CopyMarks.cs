using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The word that copies are wrong. Here it holds at once; others hear of it by a message, and find it in Redis when they did not. So a look at Redis
/// is never spared by a look at the memory. A mark that Redis did not take waits here and is sent again.
/// </summary>
internal sealed class CopyMarks(RedisEntries entries, IRedisClient redis, IOptions<CachingOptions> options, TimeProvider time) : BackgroundService
{
    private const string Channel = "ServiceDefaults.Caching.marks";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _lifetime = options.Value.MarkLifetime;
    private readonly LocalMarks _local = new(time, options.Value.MarkLifetime, options.Value.MarkLimit);
    private readonly ConcurrentDictionary<string, Mark> _untold = new(StringComparer.Ordinal);

    /// <summary>How many marks wait for Redis.</summary>
    public int Untold => _untold.Count;

    public Mark Local(string subject) => _local.Of(subject);

    public void RaiseHere(string subject, Mark mark) => _local.Raise(subject, mark);

    public Task RaiseAsync(IEnumerable<string> subjects, SubjectChange change)
    {
        var mark = Mark.Of(change, time.GetUtcNow());
        return Task.WhenAll(subjects.Select(subject => RaiseAsync(subject, mark)));
    }

    /// <summary>Runs to its end even if the caller stops waiting: a mark that is lost is worse than one that is late.</summary>
    public async Task RaiseAsync(string subject, Mark mark)
    {
        // Here first: a read in this process must not find the copy while the mark is on its way to Redis.
        _local.Raise(subject, mark);
        (Activity.Current, RequestDeadline.Current) = (null, null);
        if (redis.IsConfigured && !await TryTellAsync(subject, mark).ConfigureAwait(false))
        {
            _untold.AddOrUpdate(subject, static (_, added) => added, static (_, waiting, added) => Mark.Latest(waiting, added), mark);
        }
    }

    public async Task<Mark> LatestAsync(IEnumerable<string> subjects, CancellationToken cancellationToken)
    {
        var marks = await Task.WhenAll(subjects.Select(subject => LatestAsync(subject, cancellationToken))).ConfigureAwait(false);
        return marks.Aggregate(default(Mark), Mark.Latest);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // A message that is missed costs nothing as long as there is Redis to look at, so there is nothing to be done after a reconnect.
        redis.Subscribe(Channel, Hear, onConnected: static () => { });
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RetryDelay, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            foreach (var (subject, mark) in _untold)
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                if (await TryTellAsync(subject, mark).ConfigureAwait(false))
                {
                    // A younger one that has come meanwhile stays.
                    _untold.TryRemove(new(subject, mark));
                }
            }
        }
    }

    /// <summary>Writes to Redis before it publishes: a replica that receives the message may read the mark at once.</summary>
    /// <returns>Whether nothing is left to be told.</returns>
    private async Task<bool> TryTellAsync(string subject, Mark mark)
    {
        var left = mark.At + _lifetime - time.GetUtcNow();
        if (left <= TimeSpan.Zero || !redis.IsConnected)
        {
            return left <= TimeSpan.Zero;
        }

        try
        {
            await entries.WriteMarkAsync(subject, mark, left).ConfigureAwait(false);
            await redis.ExecuteAsync(
                "publish",
                static (database, message) => database.PublishAsync(RedisChannel.Literal(Channel), message),
                MarkMessage.Write(subject, mark.At),
                CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            // Whatever it was: the change has happened, and the one who made it gets no error for a cache.
            return false;
        }
    }

    /// <summary>
    /// The message says when, not why: the copy is outdated either way, and the reason is in Redis. A foreign message may name any time: it is taken
    /// for that of a clock which is ahead by the lifetime of a mark, at most.
    /// </summary>
    private void Hear(byte[] message)
    {
        if (MarkMessage.TryRead(message) is (var subject, var ticks))
        {
            var latest = time.GetUtcNow() + _lifetime;
            _local.Raise(subject, Mark.Heard(ticks < latest.UtcTicks ? new(Math.Max(ticks, 0), TimeSpan.Zero) : latest));
        }
    }

    private async Task<Mark> LatestAsync(string subject, CancellationToken cancellationToken)
    {
        var shared = await entries.FindMarkAsync(subject, cancellationToken).ConfigureAwait(false);
        return Mark.Latest(_local.Of(subject), shared);
    }
}
