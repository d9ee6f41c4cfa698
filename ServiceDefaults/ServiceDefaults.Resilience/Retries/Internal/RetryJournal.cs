using System.Globalization;
using Polly;

namespace ServiceDefaults.Retries.Internal;

/// <summary>What the retry of one operation has seen. It exists only once something has failed.</summary>
internal sealed class RetryJournal
{
    public int Attempts { get; set; }

    public TimeSpan NextDelay { get; set; }

    public RetryStopReason? StopReason { get; set; }

    /// <summary>An attempt that was repeated may have been carried out.</summary>
    public bool MayHaveSucceeded { get; set; }
}

/// <summary>Finds the journal in a context. Each retry has a key of its own, because pipelines are nested within one context.</summary>
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
