using Microsoft.Extensions.Configuration;

namespace AppHost.Infrastructure.Processes;

/// <summary>
/// The user the servers run as. Postgres refuses to be root, and nothing gains by it: where the AppHost is root the servers
/// are another user, who must then be able to enter every folder on the way to their data and their binaries.
/// </summary>
/// <param name="Name">The other user's name; nothing where the servers run as whoever runs the AppHost.</param>
internal sealed record ServerUser(string? Name)
{
    private const string Setting = "LocalServers:User";

    public static ServerUser Choose(IConfiguration configuration)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServerUser(Name: null);
        }

        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        if (configuration[Setting] is { } asked)
        {
            return users.Contains(asked) && asked != "root"
                ? new ServerUser(asked)
                : throw new DistributedApplicationException($"'{asked}' is no value for {Setting}: name a user of this machine who is not root.");
        }

        return new ServerUser(users.Contains("postgres") ? "postgres" : "nobody");
    }

    /// <summary>Wraps a command so that it runs as this user.</summary>
    public (string Command, IReadOnlyList<string> Arguments) Run(string command, params IReadOnlyList<string> arguments) =>
        Name is null ? (command, arguments) : ("runuser", ["-u", Name, "--", command, .. arguments]);

    /// <summary>Whether this user can enter the folder, or read the file.</summary>
    public bool CanReach(string path)
    {
        if (Name is null)
        {
            return Path.Exists(path);
        }

        var (command, arguments) = Run("test", Directory.Exists(path) ? "-x" : "-r", path);
        return Tool.Run(command, arguments, workingDirectory: "/").ExitCode == 0;
    }

    /// <summary>Gives the folder, and all in it, to this user alone.</summary>
    public void Own(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Name is not null)
        {
            Tool.Run("chown", ["-R", Name, folder], workingDirectory: "/").OrThrow($"'{folder}' cannot be given to the user '{Name}'");
        }
    }
}
