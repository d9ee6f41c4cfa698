using System.Diagnostics;
using System.Globalization;
using AppHost.Infrastructure.Processes;
using AppHost.LocalServers.Tests.Fixtures;
using Npgsql;

namespace AppHost.LocalServers.Tests.Runs;

/// <summary>The AppHost as a user runs it, in a process of its own, on a data folder of the test's.</summary>
internal sealed class AppHostRun : IAsyncDisposable
{
    private readonly TestProcess _process;
    private readonly string _dataFolder;

    private AppHostRun(TestProcess process, string dataFolder)
    {
        _process = process;
        _dataFolder = dataFolder;
    }

    public TestProcess Process => _process;

    private string PidFile => Path.Combine(_dataFolder, "postgres", "data", "postmaster.pid");

    public static AppHostRun Start(string dataFolder, params string[] options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds processes by /proc.");
        PassableFolder.LetOthersPass(dataFolder);
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "AppHost.dll"), "--infrastructure", "processes", "--data-folder", dataFolder,
            "--DcpPublisher:RandomizePorts=true", "--no-dashboard", .. options,
        ]);
        start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        return new AppHostRun(TestProcess.Start(start), dataFolder);
    }

    /// <summary>Waits until both servers answer, and gives the processes of the run at that time.</summary>
    public async Task<IReadOnlyList<int>> WaitForServersAsync()
    {
        await Deadline.UntilAsync(() => HasEnded() || (IsPostgresReady() && IsRedisListening()));
        Assert.False(HasEnded(), _process.Output);
        return ProcessTree.Below(_process.Id);
    }

    /// <summary>Asks the run's Postgres.</summary>
    public async Task<object?> AskPostgresAsync(string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = int.Parse(PidLines()[3], CultureInfo.InvariantCulture),
            Username = "postgres",
            Password = await File.ReadAllTextAsync(Path.Combine(_dataFolder, "postgres-password.secret"), TestContext.Current.CancellationToken),
            Database = "postgres",
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Speaks to the run's Redis.</summary>
    public Task<string> AskRedisAsync(params string[] command) => RedisPort.AskAsync(RedisConfiguration(), command);

    /// <summary>The errors it has printed, of which there is at least one, and nowhere a stack trace.</summary>
    public IReadOnlyList<string> Errors()
    {
        var lines = _process.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.DoesNotContain(lines, line => line.StartsWith("   at ", StringComparison.Ordinal));
        var errors = lines.Where(line => line.StartsWith("error: ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(errors);
        return errors;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private string RedisConfiguration() => File.ReadAllText(Path.Combine(_dataFolder, "redis", "server.conf"));

    private bool HasEnded() => !ProcessTree.IsAlive(_process.Id);

    // The eighth line says how far the server is.
    private bool IsPostgresReady() => PidLines() is { Length: >= 8 } lines && lines[7].StartsWith("ready", StringComparison.Ordinal) && ProcessTree.IsAlive(int.Parse(lines[0], CultureInfo.InvariantCulture));

    private string[] PidLines() => File.Exists(PidFile) ? File.ReadAllLines(PidFile) : [];

    private bool IsRedisListening() => File.Exists(Path.Combine(_dataFolder, "redis", "server.conf")) && RedisPort.IsListening(RedisConfiguration());
}
