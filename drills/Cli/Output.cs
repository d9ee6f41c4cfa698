using Drills.History;
using Drills.Running;
using Spectre.Console;

namespace Drills.Cli;

/// <summary>What is printed: live progress in a terminal, plain lines otherwise.</summary>
internal static class Output
{
    private const int FaultsShown = 5;
    private const int ViolationsShown = 10;

    /// <summary>Shows the progress of work.</summary>
    public static async Task WithStatusAsync(string first, Func<Action<string>, Task> work)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive)
        {
            Console.WriteLine(first);
            var started = TimeProvider.System.GetTimestamp();
            await work(text =>
            {
                var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                Console.WriteLine(FormattableString.Invariant($"{seconds,6:0.0} s  {text}"));
            });
            return;
        }

        await AnsiConsole.Status().StartAsync(
            Markup.Escape(first), context => work(text => context.Status(Markup.Escape(text))));
    }

    /// <summary>Prints the drills with what they show.</summary>
    public static void List(IReadOnlyList<Drill> drills)
    {
        var table = new Table().AddColumns("drill", "what it shows");
        foreach (var drill in drills)
        {
            table.AddRow(Markup.Escape(drill.Name), Markup.Escape(drill.Shows));
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Prints the numbers of a drill.</summary>
    public static void Scoreboard(DrillResult result)
    {
        var score = result.Score;
        var table = new Table().Title(Markup.Escape(result.Run.Drill.Name)).HideHeaders().AddColumns("", "");
        table.AddRow("answered right", Text($"{score.Right}"));
        table.AddRow("answered stale and labelled", Text($"{score.Stale}"));
        table.AddRow("refused with a proper problem", Text($"{score.Refused}"));
        foreach (var (refusal, count) in score.Refusals)
        {
            table.AddRow(Markup.Escape($"  {refusal}"), Text($"{count}"));
        }

        table.AddRow("gateway not reached", Text($"{score.Unreachable}"));
        table.AddRow("wrong / hung", Text($"{score.Wrong} / {score.Hung}"));
        foreach (var (phase, latency) in score.Latency)
        {
            table.AddRow(
                Text($"p50 / p99 / max {phase.ToString().ToLowerInvariant()}"),
                Text($"{latency.P50:0.0} / {latency.P99:0.0} / {latency.Max:0} ms of {latency.Count}"));
        }

        table.AddRow("failing fast after", Text($"{score.FailingFastAfter:0.00} s"));
        table.AddRow("healthy after", Text($"{score.HealthyAfter:0.00} s"));
        table.AddRow(
            "writes acknowledged / found / lost / doubled",
            Text($"{score.Acknowledged} / {score.Found} / {score.Lost} / {score.Doubled}"));
        table.AddRow("operations checked / violations", Text($"{score.Operations} / {score.Violations}"));
        foreach (var (name, number) in result.Run.Numbers)
        {
            table.AddRow(Markup.Escape(name), Text($"{number:0.##}"));
        }

        AnsiConsole.Write(table);
        foreach (var check in result.Checks.Where(check => !check.IsMet))
        {
            AnsiConsole.MarkupLineInterpolated($"[red]failed[/] {check.Requires}: {check.Found}");
        }

        var faults = result.Run.Samples.Select(sample => sample.Answer.Fault).OfType<string>()
            .CountBy(fault => fault, StringComparer.Ordinal).OrderByDescending(fault => fault.Value);
        foreach (var (fault, count) in faults.Take(FaultsShown))
        {
            AnsiConsole.MarkupLineInterpolated($"  {count} x {fault}");
        }
    }

    /// <summary>Prints violations, and where their history is.</summary>
    public static void Violations(IReadOnlyList<Violation> violations, string file)
    {
        foreach (var violation in violations.Take(ViolationsShown))
        {
            AnsiConsole.MarkupLineInterpolated($"[red]violation[/] {violation}");
        }

        AnsiConsole.MarkupLineInterpolated($"{violations.Count} violations; the history is in {file}");
    }

    /// <summary>Prints which drills passed.</summary>
    public static void Summary(IReadOnlyList<DrillResult> results)
    {
        foreach (var result in results)
        {
            AnsiConsole.MarkupLine(
                $"{(result.Passed ? "[green]passed[/]" : "[red]failed[/]")} {Markup.Escape(result.Run.Drill.Name)}");
        }
    }

    private static string Text(FormattableString text) => Markup.Escape(FormattableString.Invariant(text));
}
