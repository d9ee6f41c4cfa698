using Drills.History;
using Drills.Load;

namespace Drills.Running;

/// <summary>The numbers of a drill.</summary>
internal sealed record Scoreboard
{
    // What takes longer waits for something.
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(500);

    /// <summary>Answers from the primary source, and writes done or accepted for later.</summary>
    public required int Right { get; init; }

    /// <summary>Labelled answers from a fallback.</summary>
    public required int Stale { get; init; }

    /// <summary>Proper problems.</summary>
    public required int Refused { get; init; }

    /// <summary>Of these, how many by status, title and category, the most frequent first.</summary>
    public required IReadOnlyDictionary<string, int> Refusals { get; init; }

    /// <summary>Requests without an answer, because the gateway could not be reached.</summary>
    public required int Unreachable { get; init; }

    /// <summary>Wrong answers.</summary>
    public required int Wrong { get; init; }

    /// <summary>Requests that were still waiting when the limit for an answer had passed.</summary>
    public required int Hung { get; init; }

    /// <summary>Latency of all requests by phase, in milliseconds: the median and the 99th percentile.</summary>
    public required IReadOnlyDictionary<Phase, Percentiles> Latency { get; init; }

    /// <summary>From the break until no request waited any more, in seconds.</summary>
    public required double FailingFastAfter { get; init; }

    /// <summary>From the mending until each request was answered from the primary source, in seconds.</summary>
    public required double HealthyAfter { get; init; }

    /// <summary>Acknowledged writes.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>Of these, those that the database has committed.</summary>
    public required int Found { get; init; }

    /// <summary>Acknowledged writes that the database does not have.</summary>
    public required int Lost { get; init; }

    /// <summary>Writes that the database has committed more than once.</summary>
    public required int Doubled { get; init; }

    /// <summary>Operations whose history was checked.</summary>
    public required int Operations { get; init; }

    /// <summary>Violations of all kinds.</summary>
    public required int Violations { get; init; }

    /// <summary>Counts a drill.</summary>
    public static Scoreboard Of(DrillRun run)
    {
        var lost = run.Violations.Count(violation => violation.Kind == ViolationKind.Lost);
        var acknowledged = run.Operations.Where(operation => operation is { IsWrite: true, Outcome: Outcome.Ok })
            .DistinctBy(operation => operation.Key).Count();
        return new()
        {
            Right = Count(run, Verdict.Right),
            Stale = Count(run, Verdict.Stale),
            Refused = Count(run, Verdict.Refused),
            Refusals = run.Samples.Where(sample => sample.Answer.Verdict == Verdict.Refused)
                .CountBy(sample => sample.Answer.Describe(), StringComparer.Ordinal)
                .OrderByDescending(refusal => refusal.Value).ToDictionary(StringComparer.Ordinal),
            Unreachable = Count(run, Verdict.Unreachable),
            Wrong = Count(run, Verdict.Wrong),
            Hung = Count(run, Verdict.Hung),
            Latency = Enum.GetValues<Phase>().ToDictionary(phase => phase, phase => Percentiles.Of(run.In(phase))),
            FailingFastAfter = Last(run.In(Phase.During).Where(sample => sample.Latency > Slow), run.Broken),
            HealthyAfter = Last(run.In(Phase.After).Where(IsDegraded), run.Mended),
            Acknowledged = acknowledged,
            Found = acknowledged - lost,
            Lost = lost,
            Doubled = run.Violations.Count(violation => violation.Kind == ViolationKind.Doubled),
            Operations = run.Operations.Count,
            Violations = run.Violations.Count,
        };
    }

    private static int Count(DrillRun run, Verdict verdict) =>
        run.Samples.Count(sample => sample.Answer.Verdict == verdict);

    // A write of a patient that is deleted is refused in a healthy system, too; one that waits is accepted.
    private static bool IsDegraded(Sample sample) =>
        sample.Answer is { Verdict: not Verdict.Right } answer && answer.Status is not (404 or 412 or 409);

    private static double Last(IEnumerable<Sample> samples, TimeSpan since) =>
        samples.Select(sample => (sample.Intended - since).TotalSeconds).DefaultIfEmpty(0).Max();
}

/// <summary>Percentiles of latencies.</summary>
/// <param name="Count">How many requests.</param>
/// <param name="P50">The median in milliseconds.</param>
/// <param name="P99">The 99th percentile in milliseconds.</param>
/// <param name="Max">The longest in milliseconds.</param>
internal sealed record Percentiles(int Count, double P50, double P99, double Max)
{
    /// <summary>The percentiles of requests.</summary>
    public static Percentiles Of(IEnumerable<Sample> samples)
    {
        double[] latencies = [.. samples.Select(sample => sample.Latency.TotalMilliseconds).Order()];
        return new(latencies.Length, At(latencies, 0.5), At(latencies, 0.99), latencies.LastOrDefault());
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
