using Drills.History;
using Drills.Reporting;
using Drills.Running;
using Drills.Target;

namespace Drills.Cli;

/// <summary>Runs drills on one system.</summary>
internal static class RunCommand
{
    /// <summary>Runs the drills, one after the other.</summary>
    /// <returns>0 if all passed, otherwise 1.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<Drill> drills,
        IReadOnlyList<string> settings,
        TimeSpan length,
        double? rate,
        DirectoryInfo? report,
        CancellationToken cancellationToken)
    {
        var results = new List<DrillResult>();
        await Output.WithStatusAsync("Starting the system", async say =>
        {
            await using var system = await DrillSystem.StartAsync(DrillSettings.With(settings), cancellationToken);
            await new CommitLog(system).StartAsync(cancellationToken);
            var runner = new DrillRunner(system, length, say) { Rate = rate };
            say("Warming up");
            await runner.WarmUpAsync(cancellationToken);
            foreach (var drill in drills)
            {
                say($"{drill.Name}: {drill.Shows}");
                var result = DrillResult.Of(await runner.RunAsync(drill, cancellationToken));
                results.Add(result);
                Output.Scoreboard(result);
                await KeepHistoryAsync(result.Run, report, cancellationToken);
                if (report is not null)
                {
                    // After each drill, so that a run that is stopped has its report, too.
                    await ReportFiles.WriteAsync(report, results, cancellationToken);
                }
            }

            say("Stopping the system");
        });
        Output.Summary(results);
        return results.TrueForAll(result => result.Passed) ? 0 : 1;
    }

    /// <summary>Writes the history of a drill with violations to a file.</summary>
    public static async Task KeepHistoryAsync(
        DrillRun run, DirectoryInfo? report, CancellationToken cancellationToken)
    {
        if (run.Violations.Count == 0)
        {
            return;
        }

        var folder = (report ?? new(Path.Combine(Path.GetTempPath(), "drills"))).FullName;
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{run.Drill.Name}.history.jsonl");
        await HistoryFile.WriteAsync(file, run.Operations.OrderBy(operation => operation.Start), cancellationToken);
        Output.Violations(run.Violations, file);
    }
}
