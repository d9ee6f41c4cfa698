namespace Drills.History;

/// <summary>
/// One write with the reads that saw its value. In any order that explains the history, nothing stands between them. So
/// the zone says all: the cluster comes before another if its first end is before the other's last start (Gibbons and
/// Korach, "Testing shared memories", 1997).
/// </summary>
/// <param name="write">The write; none for the patient that does not exist yet.</param>
internal sealed class Cluster(Operation? write)
{
    /// <summary>The write; none for the patient that does not exist yet.</summary>
    public Operation? Write { get; } = write;

    /// <summary>The operation that ended first; none if none has ended.</summary>
    public Operation? First { get; private set; } = write?.Outcome == Outcome.Ok ? write : null;

    /// <summary>The operation that started last.</summary>
    public Operation? Last { get; private set; } = write;

    /// <summary>When the first of its operations ended.</summary>
    public TimeSpan FirstEnd { get; private set; } = write switch
    {
        null => TimeSpan.MinValue,
        { Outcome: Outcome.Ok, End: { } end } => end,
        _ => TimeSpan.MaxValue,
    };

    /// <summary>When the last of its operations started.</summary>
    public TimeSpan LastStart { get; private set; } = write?.Start ?? TimeSpan.MinValue;

    /// <summary>Whether it is known to have happened: it is acknowledged, or its value was read.</summary>
    public bool HasHappened => Write is null || FirstEnd < TimeSpan.MaxValue;

    /// <summary>Adds a read of the value.</summary>
    public void Add(Operation read)
    {
        if (read.End < FirstEnd)
        {
            (FirstEnd, First) = (read.End!.Value, read);
        }

        if (read.Start > LastStart)
        {
            (LastStart, Last) = (read.Start, read);
        }
    }
}
