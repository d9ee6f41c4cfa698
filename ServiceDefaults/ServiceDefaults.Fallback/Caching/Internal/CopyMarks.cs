using System.Diagnostics;
using Microsoft.Extensions.Options;
using ServiceDefaults.Deadlines;
using ZiggyCreatures.Caching.Fusion;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The word that copies are wrong. Here it holds at once; others hear of it by a message, and find it in Redis when they did not. So a look at Redis
/// is never spared by a look at the memory.
/// </summary>
internal sealed class CopyMarks
{
    private const string Erasure = "erased";

    private readonly FusionCache _shared;
    private readonly LocalMarks _local;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;

    public CopyMarks(FusionCaches caches, IOptions<CachingOptions> options, TimeProvider time)
    {
        (_shared, _time, _lifetime) = (caches.Marks, time, options.Value.MarkLifetime);
        _local = new(time, _lifetime, options.Value.MarkLimit);
        _shared.Events.Backplane.MessageReceived += (_, received) => Hear(received.Message.CacheKey!, received.Message.Timestamp);
    }

    public Mark Local(string subject) => _local.Of(subject);

    public void RaiseHere(string subject, Mark mark) => _local.Raise(subject, mark);

    public Task RaiseAsync(IEnumerable<string> subjects, SubjectChange change)
    {
        var mark = Mark.Of(change, _time.GetUtcNow());
        return Task.WhenAll(subjects.Select(subject => RaiseAsync(subject, mark)));
    }

    /// <summary>Goes on to its end, whoever has stopped waiting: a change that nobody was told of would be worse than a late one.</summary>
    public async Task RaiseAsync(string subject, Mark mark)
    {
        // Here first: whoever reads in this process must not find the copy while Redis is being told.
        _local.Raise(subject, mark);
        (Activity.Current, RequestDeadline.Current) = (null, null);
        var entry = new Copy(mark.At, mark.IsErasure ? Erasure : null, [], default);
        await _shared.SetAsync(RedisKeys.Mark(subject), entry, _shared.CreateEntryOptions(duration: _lifetime), tags: null, CancellationToken.None).ConfigureAwait(false);
    }

    public async Task<Mark> LatestAsync(IEnumerable<string> subjects, CancellationToken cancellationToken)
    {
        var marks = await Task.WhenAll(subjects.Select(subject => LatestAsync(subject, cancellationToken))).ConfigureAwait(false);
        return marks.Aggregate(default(Mark), Mark.Latest);
    }

    /// <summary>
    /// The message says when, not why: a copy is not believed any more either way, and why is in Redis. Somebody else's message may name anything and any time:
    /// the first is passed over, and the second is taken for that of a clock which is ahead by the lifetime of a mark, at most.
    /// </summary>
    private void Hear(string key, long ticks)
    {
        if (RedisKeys.MarkedBy(key) is { } subject)
        {
            var latest = _time.GetUtcNow() + _lifetime;
            _local.Raise(subject, Mark.Heard(ticks < latest.UtcTicks ? new(Math.Max(ticks, 0), TimeSpan.Zero) : latest));
        }
    }

    private async Task<Mark> LatestAsync(string subject, CancellationToken cancellationToken)
    {
        Activity.Current = null;
        var options = _shared.CreateEntryOptions(duration: _lifetime).SetSkipMemoryCache();
        var found = await _shared.TryGetAsync<Copy>(RedisKeys.Mark(subject), options, cancellationToken).ConfigureAwait(false);
        return found.HasValue
            ? Mark.Latest(_local.Of(subject), Mark.Of(found.Value.Version is Erasure ? SubjectChange.Erased : SubjectChange.Changed, found.Value.AsOf))
            : _local.Of(subject);
    }
}
