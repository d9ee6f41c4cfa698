using System.Globalization;
using Polly;

namespace ServiceDefaults.Retries.Internal;

/// <summary>The state of one operation's retry. Created only after a failure.</summary>
internal sealed class RetryJournal
{
    public int Attempts { get; set; }

    public TimeSpan NextDelay { get; set; }

    public RetryStopReason? StopReason { get; set; }

    /// <summary>Whether an earlier attempt, since repeated, may have succeeded.</summary>
    public bool MayHaveSucceeded { get; set; }
}

/// <summary>
/// Finds the journal in a context. Each retry has its own key, because nested pipelines share a context.
/// </summary>
internal sealed class RetryJournalKey
{
    private static long _last;

    private readonly ResiliencePropertyKey<RetryJournal?> _key =
        new("retry#" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture));

    public RetryJournal? Find(ResilienceContext context) => context.Properties.GetValue(_key, defaultValue: null);

    public RetryJournal Open(ResilienceContext context)
    {
        if (Find(context) is { } journal)
        {
            return journal;
        }

        journal = new();
        context.Properties.Set(_key, journal);
        return journal;
    }

    public void Close(ResilienceContext context) => context.Properties.Set(_key, null);
}
