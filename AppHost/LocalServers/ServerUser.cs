using Microsoft.Extensions.Configuration;

namespace AppHost.LocalServers;

/// <summary>
/// The user that runs the servers. Postgres does not run as root, so an AppHost that runs as root starts the servers as
/// another user, who must be able to enter every folder on the path to their data and programs.
/// </summary>
/// <param name="Name">Name of the other user; <see langword="null"/> where the servers run as the user of the
/// AppHost.</param>
internal sealed record ServerUser(string? Name)
{
    private const string Setting = "LocalServers:User";
    private const string SetUser = "setpriv";

    public static ServerUser Choose(IConfiguration configuration)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServerUser(Name: null);
        }

        if (!OperatingSystem.IsLinux() || Tool.Run(SetUser, ["--version"], workingDirectory: "/").ExitCode != 0)
        {
            throw new DistributedApplicationException(
                $"Postgres refuses to run as root, and '{SetUser}' (Linux, package util-linux) was not found to run "
                + "it as another user: install util-linux, or run the AppHost as an ordinary user.");
        }

        var users = Accounts().Select(account => account[0]).ToHashSet(StringComparer.Ordinal);
        if (configuration[Setting] is { } configured)
        {
            return users.Contains(configured) && configured != "root"
                ? new ServerUser(configured)
                : throw new DistributedApplicationException(
                    $"'{configured}' is no value for {Setting}: name a user of this machine who is not root.");
        }

        return new ServerUser(users.Contains("postgres") ? "postgres" : "nobody");
    }

    private string PrimaryGroup => Accounts().First(account => account[0] == Name)[3];

    /// <summary>Wraps a command so that it runs as this user.</summary>
    public (string Command, IReadOnlyList<string> Arguments) Run(
        string command, params IReadOnlyList<string> arguments) =>
        Name is null
            ? (command, arguments)
            : (SetUser, ["--reuid", Name, "--regid", PrimaryGroup, "--init-groups", "--", command, .. arguments]);

    /// <summary>
    /// Returns whether this user can enter the folder or run the program. The check runs as the user, because many
    /// rules can deny access.
    /// </summary>
    public bool CanReach(string path)
    {
        if (Name is null)
        {
            return Path.Exists(path);
        }

        var (command, arguments) = Run("test", "-x", path);
        return Tool.Run(command, arguments, workingDirectory: "/").ExitCode == 0;
    }

    /// <summary>Gives the folder and its content to this user alone.</summary>
    public void Own(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Name is not null)
        {
            Tool.Run("chown", ["-R", Name, folder], workingDirectory: "/").OrThrow(
                $"'{folder}' cannot be given to the user '{Name}'");
        }
    }

    /// <summary>Lets this user read the folder and run the programs in it, regardless of the umask.</summary>
    public void LetRead(string folder)
    {
        if (Name is not null)
        {
            Tool.Run("chmod", ["-R", "a+rX", folder], workingDirectory: "/").OrThrow(
                $"The user '{Name}' cannot be let into '{folder}'");
        }
    }

    // Fields of a line: name:password:uid:gid:comment:home:shell
    private static IEnumerable<string[]> Accounts() =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(account => account.Length > 3);
}
