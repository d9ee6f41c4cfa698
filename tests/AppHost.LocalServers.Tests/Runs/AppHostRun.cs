using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using AppHost.LocalServers.Tests.Fixtures;
using Npgsql;
using Testing;

namespace AppHost.LocalServers.Tests.Runs;

/// <summary>The AppHost as a user runs it: a separate process with a data folder of the test.</summary>
internal sealed class AppHostRun : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(
        Repository.Root, "artifacts", "bin", "AppHost",
        typeof(AppHostRun).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!
            .Configuration.ToLowerInvariant(),
        "AppHost.dll");

    private readonly string _dataFolder;

    private AppHostRun(TestProcess process, string dataFolder)
    {
        Process = process;
        _dataFolder = dataFolder;
    }

    public TestProcess Process { get; }

    private string PidFile => Path.Combine(_dataFolder, "postgres", "data", "postmaster.pid");

    /// <summary>Starts it on random ports.</summary>
    public static AppHostRun Start(string dataFolder, params string[] options) => Start(
        dataFolder, _ => { }, ["--DcpPublisher:RandomizePorts=true", .. options]);

    /// <summary>Starts it with the test's environment variables.</summary>
    public static AppHostRun Start(
        string dataFolder, Action<IDictionary<string, string?>> environment, params string[] options)
    {
        var start = new ProcessStartInfo("dotnet", Arguments(dataFolder, options));
        SetEnvironment(start.Environment);
        environment(start.Environment);
        return new AppHostRun(TestProcess.Start(start), dataFolder);
    }

    /// <summary>Starts it in a terminal, whose keys the test presses by <see cref="TestProcess.WriteAsync"/>.</summary>
    public static AppHostRun StartInTerminal(string dataFolder)
    {
        // The terminal sends its interrupt to all processes: without exec, a shell such as dash would stay in between
        // and exit before the AppHost. And if these tests run in the background, their shell makes them ignore
        // interrupts, which every child inherits.
        var command = string.Join(
            ' ', Arguments(dataFolder, "--DcpPublisher:RandomizePorts=true").Select(argument => $"'{argument}'"));
        var start = new ProcessStartInfo("script", [
            "--quiet", "--flush", "--return", "--command", $"exec env --default-signal=INT dotnet {command}",
            "/dev/null"
        ])
        { RedirectStandardInput = true, UseShellExecute = false };
        SetEnvironment(start.Environment);
        return new AppHostRun(TestProcess.Start(start), dataFolder);
    }

    /// <summary>Waits until both servers respond, and returns the AppHost's process.</summary>
    public async Task<int> WaitForServersAsync()
    {
        await Eventually.IsTrueAsync(
            () => HasEnded() || (IsPostgresReady() && IsRedisListening()), TimeSpan.FromMinutes(2));
        Assert.False(HasEnded(), Process.Output);
        return ProcessTree.From(Process.Id)
            .First(pid => ProcessTree.CommandLine(pid).StartsWith("dotnet", StringComparison.Ordinal));
    }

    /// <summary>Queries the run's Postgres.</summary>
    public async Task<object?> AskPostgresAsync(string sql)
    {
        await using var connection = await ConnectToPostgresAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A connection to the run's Postgres.</summary>
    public async Task<NpgsqlConnection> ConnectToPostgresAsync()
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = int.Parse(PidLines()[3], CultureInfo.InvariantCulture),
            Username = "postgres",
            Password = await File.ReadAllTextAsync(
                Path.Combine(_dataFolder, "postgres-password.secret"), TestContext.Current.CancellationToken),
            Database = "postgres",
            Pooling = false,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Sends a command to the run's Redis.</summary>
    public Task<string> AskRedisAsync(params string[] command) => RedisPort.AskAsync(RedisConfiguration(), command);

    /// <summary>The errors in the output, of which there is at least one, without any stack trace.</summary>
    public IReadOnlyList<string> Errors()
    {
        var lines = Process.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.DoesNotContain(lines, line => line.StartsWith("   at ", StringComparison.Ordinal));
        var errors = lines.Where(line => line.StartsWith("error: ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(errors);
        return errors;
    }

    /// <summary>Ends the AppHost and its orchestrator, so that no process remains for the next test.</summary>
    public async ValueTask DisposeAsync()
    {
        var left = ProcessTree.From(Process.Id).SelectMany(ProcessTree.FromAppHost).Distinct().ToList();
        await Process.DisposeAsync();
        await Eventually.IsTrueAsync(() => !left.Any(ProcessTree.IsAlive));
    }

    private static string[] Arguments(string dataFolder, params string[] options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds processes by /proc.");
        TraversableDirectory.LetOthersPass(dataFolder);
        return [Program, "--infrastructure", "processes", "--data-folder", dataFolder, .. options];
    }

    // As the launch profile does.
    private static void SetEnvironment(IDictionary<string, string?> environment)
    {
        environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        environment["ASPNETCORE_URLS"] = "http://localhost:15180";
        environment["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:19180";
        environment["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = "http://localhost:20180";
        environment["DOTNET_ENVIRONMENT"] = "Development";
    }

    private string RedisConfiguration() => File.ReadAllText(Path.Combine(_dataFolder, "redis", "server.conf"));

    private bool HasEnded() => !ProcessTree.IsAlive(Process.Id);

    // The eighth line has the state of the server.
    private bool IsPostgresReady() => PidLines() is { Length: >= 8 } lines
        && lines[7].StartsWith("ready", StringComparison.Ordinal)
        && ProcessTree.IsAlive(int.Parse(lines[0], CultureInfo.InvariantCulture));

    private string[] PidLines() => File.Exists(PidFile) ? File.ReadAllLines(PidFile) : [];

    private bool IsRedisListening() => File.Exists(Path.Combine(_dataFolder, "redis", "server.conf"))
        && RedisPort.IsListening(RedisConfiguration());
}
