using System.Security.Cryptography;
using System.Text;

namespace AppHost.LocalServers;

/// <summary>Folders the servers' user can pass through. Passing is not looking: the names inside stay hidden.</summary>
internal static class TraversableDirectory
{
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// The folder, or one in its stead where the servers' user is kept out of it by a folder above: in /var/lib, where only root, who
    /// alone runs servers as another user, can have put something before us, and where nothing is cleaned away.
    /// </summary>
    public static string CreateFor(ServerUser user, string wanted, string advice)
    {
        Create(wanted, advice);
        if (user.CanReach(wanted))
        {
            return wanted;
        }

        var instead = Path.Combine("/var/lib", $"reference-app-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..12]}");
        Console.WriteLine($"The user '{user.Name}', who runs the servers, cannot enter '{wanted}': '{instead}' is used instead.");
        Create(instead, advice);
        return user.CanReach(instead)
            ? instead
            : throw new DistributedApplicationException($"The user '{user.Name}', who runs the servers, can enter neither '{wanted}' nor '{instead}': let it pass (chmod o+x), or name another user with LocalServers:User. {advice}");
    }

    /// <summary>Creates a folder. One that is there already keeps the rights its owner has given it. The advice is for when it cannot be.</summary>
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
            throw new DistributedApplicationException($"The folder '{folder}' cannot be created: {failure.Message} {advice}", failure);
        }
    }

    /// <summary>Lets others pass through a folder of ours, whatever rights new files have by default.</summary>
    public static void LetOthersPass(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, Passable);
        }
    }
}
