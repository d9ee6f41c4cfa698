using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace AppHost.Infrastructure.Processes.Postgres;

/// <summary>The data directory of a Postgres server: made when there is none, refused when it is not this server's to use.</summary>
internal sealed class PostgresCluster(string folder, DataLifetime lifetime, ServerUser user)
{
    /// <summary>The folder of this server, which the servers' user can pass through.</summary>
    public string Folder => folder;

    public string DataDirectory => Path.Combine(folder, "data");

    private string VersionFile => Path.Combine(DataDirectory, "PG_VERSION");

    /// <summary>Data whose password is lost cannot be opened; a new password would only make its server seem never to answer.</summary>
    public void RefuseLostPassword(string secretFile)
    {
        if (Directory.Exists(DataDirectory) && !File.Exists(secretFile))
        {
            throw new DistributedApplicationException($"The data in '{DataDirectory}' is protected by the password in '{secretFile}', and that file is gone: bring it back, or move the data away to start anew.");
        }
    }

    public async Task PrepareAsync(PostgresBinaries binaries, string password, ILogger logger, CancellationToken cancellationToken)
    {
        if (Directory.Exists(DataDirectory))
        {
            user.Own(DataDirectory);
            await RefuseAnotherMajorAsync(binaries, cancellationToken);
            RemoveStalePid(logger);
        }
        else
        {
            await CreateAsync(binaries, password, logger, cancellationToken);
        }
    }

    // In a folder beside the final one, and renamed when whole: an initdb that was interrupted leaves no half of a data directory.
    private async Task CreateAsync(PostgresBinaries binaries, string password, ILogger logger, CancellationToken cancellationToken)
    {
        ServerLog.Creating(logger, DataDirectory);
        using var workshop = Workshop.Open(Path.Combine(folder, "creating"));
        var passwordFile = Path.Combine(workshop.Folder, "password");
        await File.WriteAllTextAsync(passwordFile, password, cancellationToken);
        user.Own(workshop.Folder);
        var made = Path.Combine(workshop.Folder, "data");
        string[] arguments =
        [
            "-D", made, "--username=postgres", $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
            .. lifetime == DataLifetime.Ephemeral ? ["--no-sync"] : Array.Empty<string>(),
        ];
        var (command, all) = user.Run(binaries.InitDb, arguments);
        (await Tool.RunAsync(command, all, "/", cancellationToken)).OrThrow("Postgres cannot create its data directory");
        Directory.Move(made, DataDirectory);
    }

    private async Task RefuseAnotherMajorAsync(PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        if (!File.Exists(VersionFile))
        {
            throw new DistributedApplicationException($"'{DataDirectory}' is no data directory of Postgres: move it away, or name another place with --data-folder.");
        }

        var kept = (await File.ReadAllTextAsync(VersionFile, cancellationToken)).Trim();
        var major = await binaries.MajorAsync(cancellationToken);
        if (kept != major)
        {
            throw new DistributedApplicationException(
                $"The data in '{DataDirectory}' is of PostgreSQL {kept}, and '{binaries.Server}' is PostgreSQL {major}: set Postgres:Binaries to the programs of {kept}, upgrade the data with pg_upgrade, or move it away to start anew.");
        }
    }

    /// <summary>
    /// A server that was killed leaves its number behind. Postgres itself takes any process of the same user that bears this
    /// number now for a server, and would refuse to start until it ends.
    /// </summary>
    private void RemoveStalePid(ILogger logger)
    {
        var file = Path.Combine(DataDirectory, "postmaster.pid");
        if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) || Find(pid) is not { } bearer)
        {
            return;
        }

        if (bearer.StartsWith("postgres", StringComparison.Ordinal))
        {
            throw new DistributedApplicationException($"Process {pid} is a Postgres, and by '{file}' it works on this data: stop it, or, if it serves other data, remove that file.");
        }

        ServerLog.RemovingStalePid(logger, file, pid);
        File.Delete(file);
    }

    /// <summary>The name of the living process with this number.</summary>
    private static string? Find(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
