using Drills.Target;

namespace Drills.Running;

/// <summary>What every drill requires.</summary>
internal static class Verdicts
{
    // The break, and what an attempt and a probe need on two busy cores.
    private static readonly TimeSpan Recovery = DrillSettings.BreakDuration + TimeSpan.FromSeconds(5);

    /// <summary>Checks a drill: what all require, then what it requires itself.</summary>
    public static IReadOnlyList<Check> Of(DrillRun run, Scoreboard score) =>
    [
        Check.AtMost("wrong answers", score.Wrong, 0),
        Check.AtMost("requests that did not reach the gateway", run.Drill.KillsGateway ? 0 : score.Unreachable, 0),
        Check.AtMost("hung requests", score.Hung, 0),
        Check.AtMost("acknowledged writes that are lost", score.Lost, 0),
        Check.AtMost("writes done twice", score.Doubled, 0),
        Check.AtMost("violations in the history", score.Violations, 0),
        Check.AtMost("writes of unknown outcome in the end", run.Unsettled, 0),
        Check.AtMost("patients not readable in the end", run.Unread, 0),
        Check.AtMost("healthy after", score.HealthyAfter, Recovery.TotalSeconds, " s"),
        Check.AtMost(DrillRun.Unanswered, run.Numbers.GetValueOrDefault(DrillRun.Unanswered), 0),
        .. run.Drill.Judge(run),
    ];
}
