using System.Security.Cryptography;
using System.Text;

namespace AppHost.LocalServers;

/// <summary>Creates folders that the servers' user can traverse but not list.</summary>
internal static class TraversableDirectory
{
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Creates and returns the folder, or a replacement in /var/lib if a parent folder denies access to the servers'
    /// user. Only root runs servers as another user, only root can create files in /var/lib, and nothing there is
    /// cleaned up.
    /// </summary>
    public static string CreateFor(ServerUser user, string wanted, string advice)
    {
        Create(wanted, advice);
        if (user.CanReach(wanted))
        {
            return wanted;
        }

        var instead = Path.Combine(
            "/var/lib",
            $"reference-app-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..12]}");
        Console.WriteLine(
            $"The user '{user.Name}', who runs the servers, cannot enter '{wanted}': '{instead}' is used instead.");
        Create(instead, advice);
        return user.CanReach(instead)
            ? instead
            : throw new DistributedApplicationException($"The user '{user.Name}', who runs the servers, can enter "
                + $"neither '{wanted}' nor '{instead}': give it access to their parent folders (chmod o+x), or set "
                + $"LocalServers:User to another user. {advice}");
    }

    /// <summary>
    /// Creates a folder; an existing one keeps its permissions. The advice is part of the error if it cannot be
    /// created.
    /// </summary>
    public static void Create(string folder, string advice)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                LetOthersPass(folder);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException(
                $"The folder '{folder}' cannot be created: {failure.Message} {advice}", failure);
        }
    }

    /// <summary>Lets other users traverse a folder of the AppHost, whatever the umask.</summary>
    public static void LetOthersPass(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, Passable);
        }
    }
}
