using System.CommandLine;
using Drills.Catalog;
using Drills.Running;

namespace Drills.Cli;

/// <summary>The command line: <c>list</c>, <c>run</c>, <c>soak</c>. The exit code is 0 if everything passed.</summary>
internal static class DrillCommands
{
    private const int DefaultSeconds = 13;
    private const int LeastSeconds = 10;
    private const int DefaultMinutes = 6;

    /// <summary>Creates the commands.</summary>
    public static RootCommand Create() => new("Breaks parts of the system under load, and checks what callers got.")
    {
        CreateList(), CreateRun(), CreateSoak(),
    };

    private static Command CreateList()
    {
        var list = new Command("list", "Lists the drills.");
        list.SetAction(_ =>
        {
            Output.List(DrillCatalog.All);
            return 0;
        });
        return list;
    }

    private static Command CreateRun()
    {
        var name = new Argument<string>("name") { Description = "The drill, or all." };
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } value && Choose(value).Count == 0)
            {
                result.AddError($"'{value}' is not a drill. The drills are all, "
                    + $"{string.Join(", ", DrillCatalog.All.Select(drill => drill.Name))}.");
            }
        });
        var seconds = new Option<int>("--seconds")
        {
            Description = $"Length of each drill without starts of processes, at least {LeastSeconds}.",
            DefaultValueFactory = _ => DefaultSeconds,
        };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value and < LeastSeconds)
            {
                result.AddError($"--seconds is {value}; set it to at least {LeastSeconds}, because a break is 2 s.");
            }
        });
        var report = ReportOption();
        var rate = RateOption();
        var run = new Command("run", "Runs a drill, or all of them on one system.") { name, seconds, rate, report };
        run.SetAction((parsed, cancellationToken) => RunCommand.RunAsync(
            Choose(parsed.GetValue(name)!),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(rate),
            parsed.GetValue(report),
            cancellationToken));
        return run;
    }

    private static Command CreateSoak()
    {
        var minutes = new Option<double>("--minutes")
        {
            Description = "Length of the load.",
            DefaultValueFactory = _ => DefaultMinutes,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Decides on the faults and the load; a random one if left out, which is printed.",
            DefaultValueFactory = _ => Random.Shared.Next(),
        };
        var report = ReportOption();
        var rate = RateOption();
        var soak = new Command("soak", "Kills, freezes, slows and restarts parts at random.")
        {
            minutes, seed, rate, report,
        };
        soak.SetAction((parsed, cancellationToken) => SoakCommand.RunAsync(
            TimeSpan.FromMinutes(parsed.GetValue(minutes)),
            parsed.GetValue(seed),
            parsed.GetValue(rate),
            parsed.GetValue(report),
            cancellationToken));
        return soak;
    }

    private static Option<double?> RateOption() => new("--rate")
    {
        Description = "Requests a second; 60 in a drill and 80 in a soak if left out.",
    };

    private static Option<DirectoryInfo?> ReportOption() => new("--report")
    {
        Description = "Folder for the report (report.html, report.json) and for histories with violations.",
    };

    private static IReadOnlyList<Drill> Choose(string name) =>
        string.Equals(name, "all", StringComparison.OrdinalIgnoreCase) ? DrillCatalog.All
        : DrillCatalog.Find(name) is { } drill ? [drill]
        : [];
}
