using Drills.Running;
using Drills.Target;

namespace Drills.Cli;

/// <summary>Runs a soak on a system of its own.</summary>
internal static class SoakCommand
{
    private static readonly TimeSpan CalmBeforeAndAfter = TimeSpan.FromSeconds(15);

    /// <summary>Runs the soak, and checks its history.</summary>
    /// <returns>0 if it passed, otherwise 1.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> settings,
        TimeSpan length,
        int seed,
        double? rate,
        DirectoryInfo? report,
        CancellationToken cancellationToken)
    {
        var passed = false;
        await Output.WithStatusAsync($"Soak with --seed {seed}: starting the system", async say =>
        {
            await using var system = await DrillSystem.StartAsync(DrillSettings.With(settings), cancellationToken);
            await new CommitLog(system).StartAsync(cancellationToken);
            var runner = new DrillRunner(system, CalmBeforeAndAfter, say) { Seed = seed, Rate = rate };
            say("Warming up");
            await runner.WarmUpAsync(cancellationToken);
            var result = DrillResult.Of(await runner.RunAsync(new Soak(seed, length, say), cancellationToken));
            Output.Scoreboard(result);
            await RunCommand.KeepHistoryAsync(result.Run, report, cancellationToken);
            passed = result.Passed;
            say("Stopping the system");
        });
        return passed ? 0 : 1;
    }
}
