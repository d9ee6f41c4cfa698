using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace AppHost.Infrastructure.Processes.Postgres;

/// <summary>The data directory of a Postgres server: made when there is none, refused when it is another version's.</summary>
internal sealed class PostgresCluster(DataFolder data, ServerUser user, string name)
{
    private static readonly TimeSpan PreviousRunTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The folder of this server, which the servers' user can pass through.</summary>
    public string Folder { get; } = data.Of(name);

    public string DataDirectory => Path.Combine(Folder, "data");

    public async Task PrepareAsync(PostgresBinaries binaries, string password, ILogger logger, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(DataDirectory))
        {
            await CreateAsync(binaries, password, logger, cancellationToken);
        }

        await RefuseAnotherMajorAsync(binaries, cancellationToken);
        await WaitForPreviousRunAsync(logger, cancellationToken);
    }

    // In a folder beside the final one, and renamed when whole: an initdb that was interrupted leaves no half of a data directory.
    private async Task CreateAsync(PostgresBinaries binaries, string password, ILogger logger, CancellationToken cancellationToken)
    {
        ServerLog.Creating(logger, DataDirectory);
        var workshop = Path.Combine(Folder, "creating");
        if (Directory.Exists(workshop))
        {
            Directory.Delete(workshop, recursive: true);
        }

        Directory.CreateDirectory(workshop);
        var passwordFile = Path.Combine(workshop, "password");
        await File.WriteAllTextAsync(passwordFile, password, cancellationToken);
        user.Own(workshop);
        string[] arguments =
        [
            "-D", Path.Combine(workshop, "data"), "--username=postgres", $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
            .. data.Lifetime == DataLifetime.Ephemeral ? ["--no-sync"] : Array.Empty<string>(),
        ];
        var (command, all) = user.Run(binaries.InitDb, arguments);
        (await Tool.RunAsync(command, all, "/", cancellationToken)).OrThrow("Postgres cannot create its data directory");
        Directory.Move(Path.Combine(workshop, "data"), DataDirectory);
        Directory.Delete(workshop, recursive: true);
    }

    private async Task RefuseAnotherMajorAsync(PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        var kept = (await File.ReadAllTextAsync(Path.Combine(DataDirectory, "PG_VERSION"), cancellationToken)).Trim();
        var version = (await Tool.RunAsync(binaries.Server, ["--version"], "/", cancellationToken)).OrThrow($"'{binaries.Server}' does not run").Output;
        var major = version.Split(' ').Select(word => word.Split('.', '\n')[0]).First(word => int.TryParse(word, CultureInfo.InvariantCulture, out _));
        if (kept != major)
        {
            throw new DistributedApplicationException(
                $"The data in '{DataDirectory}' is of PostgreSQL {kept}, and '{binaries.Server}' is PostgreSQL {major}: set Postgres:Binaries to the programs of {kept}, upgrade the data with pg_upgrade, or move it away to start anew.");
        }
    }

    /// <summary>After a run that was killed its server may still be stopping. It is waited for, but not for ever.</summary>
    private async Task WaitForPreviousRunAsync(ILogger logger, CancellationToken cancellationToken)
    {
        var pidFile = Path.Combine(DataDirectory, "postmaster.pid");
        if (!File.Exists(pidFile) || !int.TryParse((await File.ReadAllLinesAsync(pidFile, cancellationToken)).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid))
        {
            return;
        }

        try
        {
            using var previous = Process.GetProcessById(pid);
            if (!previous.ProcessName.StartsWith("postgres", StringComparison.Ordinal))
            {
                return;
            }

            ServerLog.WaitingForPrevious(logger, pid, DataDirectory);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(PreviousRunTimeout);
            await previous.WaitForExitAsync(deadline.Token);
        }
        catch (ArgumentException)
        {
            // No such process: the file was left behind, and Postgres itself knows what to do with it.
        }
        catch (OperationCanceledException timeout) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DistributedApplicationException($"Process {pid} still runs Postgres on '{DataDirectory}': stop it, or start with --data ephemeral or --data-folder <path>.", timeout);
        }
    }
}
