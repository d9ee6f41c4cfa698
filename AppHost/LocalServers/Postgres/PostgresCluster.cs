using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AppHost.LocalServers.Postgres;

/// <summary>
/// Data directory of a Postgres server: created if there is none, rejected if this server cannot use it.
/// </summary>
internal sealed class PostgresCluster(string folder, DataLifetime lifetime, ServerUser user)
{
    private const string StopTimeoutSeconds = "5";

    /// <summary>Folder of this server, which the servers' user can traverse.</summary>
    public string Folder => folder;

    public string DataDirectory => Path.Combine(folder, "data");

    /// <summary>The server that last used this data, as recorded by Postgres itself.</summary>
    public RecordedProcess? LastProcess => RecordedProcess.Read(PidFile, startLine: 2);

    private string PidFile => Path.Combine(DataDirectory, "postmaster.pid");

    private string VersionFile => Path.Combine(DataDirectory, "PG_VERSION");

    /// <summary>
    /// Fails if data exists but its password file does not. With a new password the server would only seem never to
    /// respond.
    /// </summary>
    public void RefuseLostPassword(string secretFile)
    {
        if (Directory.Exists(DataDirectory) && !File.Exists(secretFile))
        {
            throw new DistributedApplicationException($"The data in '{DataDirectory}' is protected by the password in "
                + $"'{secretFile}', which does not exist. Restore that file, or move the data folder away; the AppHost "
                + "then creates an empty database.");
        }
    }

    public async Task PrepareAsync(
        PostgresPrograms binaries, string password, ILogger logger, CancellationToken cancellationToken)
    {
        if (Directory.Exists(DataDirectory))
        {
            user.Own(DataDirectory);
            await RefuseAnotherMajorAsync(binaries, cancellationToken);
            RemoveStalePidFile(logger);
        }
        else
        {
            await CreateAsync(binaries, password, logger, cancellationToken);
        }
    }

    /// <summary>Stops the server with a fast shutdown.</summary>
    /// <exception cref="DistributedApplicationException">The server does not end in time.</exception>
    public void Stop(PostgresPrograms programs)
    {
        if (LastProcess is not { IsRunning: true } running)
        {
            return;
        }

        var (command, arguments) = user.Run(
            programs.Control, "stop", "-D", DataDirectory, "-m", "fast", "-t", StopTimeoutSeconds);
        var result = Tool.Run(command, arguments, "/");
        if (running.IsRunning)
        {
            result.OrThrow($"Process {running.Id} does not end");
        }
    }

    // Created in a staging folder and renamed when complete, so that an interrupted initdb leaves no partial data
    // directory.
    private async Task CreateAsync(
        PostgresPrograms binaries, string password, ILogger logger, CancellationToken cancellationToken)
    {
        LocalServerLog.Creating(logger, DataDirectory);
        using var workshop = StagingDirectory.Open(Path.Combine(folder, "creating"));
        var passwordFile = Path.Combine(workshop.Folder, "password");
        await File.WriteAllTextAsync(passwordFile, password, cancellationToken);
        user.Own(workshop.Folder);
        var made = Path.Combine(workshop.Folder, "data");
        string[] arguments =
        [
            "-D", made, "--username=postgres", $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8",
            "--locale=C",
            .. lifetime == DataLifetime.Ephemeral ? ["--no-sync"] : Array.Empty<string>(),
        ];
        var (command, all) = user.Run(binaries.InitDb, arguments);
        (await Tool.RunAsync(command, all, "/", cancellationToken)).OrThrow(
            "Postgres cannot create its data directory");
        Directory.Move(made, DataDirectory);
    }

    private async Task RefuseAnotherMajorAsync(PostgresPrograms binaries, CancellationToken cancellationToken)
    {
        if (!File.Exists(VersionFile))
        {
            throw new DistributedApplicationException($"'{DataDirectory}' is not a data directory of Postgres: move it "
                + "away, or name another place with --data-folder.");
        }

        var dataVersion = (await File.ReadAllTextAsync(VersionFile, cancellationToken)).Trim();
        var major = await binaries.MajorAsync(cancellationToken);
        if (dataVersion != major)
        {
            throw new DistributedApplicationException(
                $"The data in '{DataDirectory}' is of PostgreSQL {dataVersion}, and '{binaries.Server}' is PostgreSQL "
                + $"{major}: set Postgres:Binaries to the programs of {dataVersion}, upgrade the data with pg_upgrade, "
                + "or move it away to start anew.");
        }
    }

    /// <summary>
    /// Removes a pid file whose id now belongs to another process. Postgres takes any process of its user with that id
    /// for a server, and does not start until that process ends.
    /// </summary>
    private void RemoveStalePidFile(ILogger logger)
    {
        if (LastProcess is { IsRunning: false } last && Process.GetProcesses().Any(process => process.Id == last.Id))
        {
            LocalServerLog.RemovingStalePidFile(logger, PidFile, last.Id);
            File.Delete(PidFile);
        }
    }
}
