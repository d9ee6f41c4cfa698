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
        var names = new Argument<string[]>("names")
        {
            Description = "The drills, or all.",
            Arity = ArgumentArity.OneOrMore,
        };
        names.Validators.Add(result =>
        {
            foreach (var name in result.Tokens.Select(token => token.Value).Where(name => Choose(name).Count == 0))
            {
                result.AddError($"'{name}' is not a drill. Use 'all', or one of: "
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
        var settings = SettingsOption();
        var run = new Command("run", "Runs drills, one after the other on one system.")
        {
            names, seconds, rate, settings, report,
        };
        run.SetAction((parsed, cancellationToken) => RunCommand.RunAsync(
            [.. parsed.GetValue(names)!.SelectMany(Choose)],
            parsed.GetValue(settings) ?? [],
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
        var settings = SettingsOption();
        var soak = new Command("soak", "Kills, freezes, slows and restarts parts at random.")
        {
            minutes, seed, rate, settings, report,
        };
        soak.SetAction((parsed, cancellationToken) => SoakCommand.RunAsync(
            parsed.GetValue(settings) ?? [],
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

    private static Option<string[]> SettingsOption()
    {
        var settings = new Option<string[]>("--set")
        {
            Description = "A setting of the system, such as Resilience:Defaults:CircuitBreaker:Enabled=false, which "
                + "shows what a drill looks like without a pattern. Can be repeated.",
        };
        settings.Validators.Add(result =>
        {
            foreach (var value in result.Tokens.Select(token => token.Value).Where(
                value => value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--set is '{value}'; write <setting>=<value>.");
            }
        });
        return settings;
    }

    private static Option<DirectoryInfo?> ReportOption() => new("--report")
    {
        Description = "Folder for the report (report.html, report.json) and for histories with violations.",
    };

    private static IReadOnlyList<Drill> Choose(string name) =>
        string.Equals(name, "all", StringComparison.OrdinalIgnoreCase) ? DrillCatalog.All
        : DrillCatalog.Find(name) is { } drill ? [drill]
        : [];
}
