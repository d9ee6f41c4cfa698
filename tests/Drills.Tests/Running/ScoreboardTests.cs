using Drills.Catalog;
using Drills.History;
using Drills.Load;
using Drills.Running;

namespace Drills.Tests.Running;

/// <summary>The numbers of a drill, from known samples.</summary>
public sealed class ScoreboardTests
{
    [Fact]
    public void Of_ADrill_MeasuresTimesFromTheFaultAndFromItsEnd()
    {
        var run = Run([
            Sample(1, 5, Verdict.Right),
            Sample(10.5, 1_000, Verdict.Stale),
            Sample(11, 5, Verdict.Refused),
            Sample(21, 5, Verdict.Stale),
            Sample(22, 5, Verdict.Right),
        ]);

        var score = Scoreboard.Of(run);

        Assert.Equal((2, 2, 1, 0, 0), (score.Right, score.Stale, score.Refused, score.Wrong, score.Hung));
        Assert.Equal(0.5, score.FailingFastAfter, tolerance: 0.001);
        Assert.Equal(1, score.HealthyAfter, tolerance: 0.001);
        Assert.Equal(1_000, score.Latency[Phase.During].P99, tolerance: 0.001);
    }

    [Fact]
    public void Of_Rejections_CountsThemByStatusTitleAndCategory()
    {
        var limited = Sample(11, 5, Verdict.Refused) with
        {
            Answer = new(Verdict.Refused, Outcome.Refused)
            {
                Status = 429,
                Problem = "Quota exceeded",
                Category = "rate_limited",
            },
        };
        var busy = limited with
        {
            Answer = limited.Answer with { Status = 503, Problem = "System busy", Category = "bulkhead_full" },
        };

        var score = Scoreboard.Of(Run([busy, limited, limited, Sample(12, 5, Verdict.Right)]));

        Assert.Equal(
            [new("429 Quota exceeded, rate_limited", 2), new("503 System busy, bulkhead_full", 1)],
            score.Refusals);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(8, false)]
    public void Judge_TheTimeUntilHealthy_IsABreakAnd5Seconds(double after, bool isMet)
    {
        var run = Run([Sample(20 + after, 5, Verdict.Stale)]);

        var checks = Verdicts.Of(run, Scoreboard.Of(run));

        Assert.Equal(
            isMet, checks.Single(check => check.Requires.StartsWith("healthy", StringComparison.Ordinal)).IsMet);
    }

    [Fact]
    public void Judge_OfThreeWaitsThatOverlapAndTwoThatDoNot_CountsThree()
    {
        var run = Run([
            Sample(10, 1_000, Verdict.Stale),
            Sample(10.2, 1_000, Verdict.Stale),
            Sample(10.9, 1_000, Verdict.Stale),
            Sample(12, 1_000, Verdict.Stale),
            Sample(14, 1_000, Verdict.Stale),
        ]);

        var waits = new ApiFrozen().Judge(run).Single(
            check => check.Requires.StartsWith("successive", StringComparison.Ordinal));

        Assert.Equal((true, "3"), (waits.IsMet, waits.Found));
    }

    private static Sample Sample(double seconds, double milliseconds, Verdict verdict) => new(
        TimeSpan.FromSeconds(seconds),
        TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(milliseconds),
        RequestKind.Read,
        new(verdict, Outcome.Ok));

    private static DrillRun Run(IReadOnlyList<Sample> samples) => new()
    {
        Drill = new ApiFrozen(),
        Samples = samples,
        Operations = [],
        Violations = [],
        Committed = [],
        Circuits = [],
        Numbers = new Dictionary<string, double>(),
        Broken = TimeSpan.FromSeconds(10),
        Mending = TimeSpan.FromSeconds(15),
        Mended = TimeSpan.FromSeconds(20),
        End = TimeSpan.FromSeconds(30),
        Unread = 0,
        Unsettled = 0,
    };
}
