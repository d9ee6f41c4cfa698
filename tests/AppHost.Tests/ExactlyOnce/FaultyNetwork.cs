namespace AppHost.Tests.ExactlyOnce;

/// <summary>
/// Injects faults into a random share of the traffic between the API and its database, mostly into commits.
/// </summary>
internal sealed class FaultyNetwork(Random dice)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(200);

    // Longer than an attempt timeout: the API times out while its transaction is still open.
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly Dictionary<RelayFate, int> _commits = [];

    /// <summary>Whether all traffic passes from now on.</summary>
    public bool IsMended { get; set; }

    /// <summary>Whether commits met every kind of fault, so that the run has tested all of them.</summary>
    public bool HasSpoiledEveryWay
    {
        get
        {
            lock (_lock)
            {
                return Enum.GetValues<RelayFate>().All(_commits.ContainsKey);
            }
        }
    }

    public async ValueTask<RelayFate> JudgeAsync(bool isCommit, CancellationToken cancellationToken)
    {
        if (IsMended)
        {
            return RelayFate.Pass;
        }

        var (fate, delay) = isCommit ? RollForCommit() : (RollForOther(), TimeSpan.Zero);
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, TimeProvider.System, cancellationToken);
        }

        return fate;
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return $"Commits: {string.Join(", ", _commits.Select(fate => $"{fate.Value} {fate.Key}"))}.";
        }
    }

    private (RelayFate Fate, TimeSpan Delay) RollForCommit()
    {
        lock (_lock)
        {
            var (fate, delay) = dice.NextDouble() switch
            {
                < 0.02 => (RelayFate.CutBefore, TimeSpan.Zero),
                < 0.05 => (RelayFate.CutAfter, TimeSpan.Zero),
                < 0.08 => (RelayFate.LoseReply, TimeSpan.Zero),
                < 0.12 => (RelayFate.Pass, LongestDelay * dice.NextDouble()),
                < 0.123 => (RelayFate.Pass, Standstill),
                _ => (RelayFate.Pass, TimeSpan.Zero),
            };
            _commits[fate] = _commits.GetValueOrDefault(fate) + 1;
            return (fate, delay);
        }
    }

    private RelayFate RollForOther()
    {
        lock (_lock)
        {
            return dice.NextDouble() switch
            {
                < 0.002 => RelayFate.CutBefore,
                < 0.004 =>
                RelayFate.CutAfter,
                < 0.006 => RelayFate.LoseReply,
                _ => RelayFate.Pass
            };
        }
    }
}
