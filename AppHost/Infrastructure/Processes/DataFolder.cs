using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace AppHost.Infrastructure.Processes;

/// <summary>
/// Where the servers keep their data, and beside it the secrets that protect it. One AppHost at a time holds a folder;
/// an ephemeral one is gone when the AppHost is.
/// </summary>
internal sealed class DataFolder : IHostedService, IDisposable
{
    private const int SecretLength = 32;
    private const string Letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789";

    private readonly FileStream _lock;

    private DataFolder(string path, DataLifetime lifetime)
    {
        Path = path;
        Lifetime = lifetime;
        _lock = Lock(path);
    }

    public string Path { get; }

    public DataLifetime Lifetime { get; }

    public static DataFolder Open(IDistributedApplicationBuilder builder, ServerUser user)
    {
        var lifetime = InfrastructureSettings.Data(builder.Configuration);
        if (lifetime == DataLifetime.Ephemeral)
        {
            var temporary = Directory.CreateTempSubdirectory("reference-app-").FullName;
            LetOthersPass(temporary);
            return new DataFolder(temporary, lifetime);
        }

        var wanted = builder.Configuration["data-folder"] ?? System.IO.Path.Combine(builder.AppHostDirectory, "..", ".data");
        return new DataFolder(Reachable(System.IO.Path.GetFullPath(wanted), user), lifetime);
    }

    /// <summary>The folder, or one in its stead where the servers' user is kept out of it by a folder above.</summary>
    public static string Reachable(string wanted, ServerUser user)
    {
        Create(wanted);
        if (user.CanReach(wanted))
        {
            return wanted;
        }

        var instead = System.IO.Path.Combine("/var/tmp", $"reference-app-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..12]}");
        Console.WriteLine($"The user '{user.Name}', who runs the servers, cannot enter '{wanted}': '{instead}' is used instead.");
        Create(instead);
        return instead;
    }

    /// <summary>A folder of one server, created on first use.</summary>
    public string Of(string server)
    {
        var folder = System.IO.Path.Combine(Path, server);
        Create(folder);
        return folder;
    }

    /// <summary>A generated secret: made once, then read, for a new one would lock out the data that is kept.</summary>
    public string Secret(string name)
    {
        var file = System.IO.Path.Combine(Path, $"{name}.secret");
        if (!File.Exists(file))
        {
            var created = $"{file}.new";
            using (new FileStream(created, FileMode.Create))
            {
                CloseToOthers(created);
            }

            File.WriteAllText(created, RandomNumberGenerator.GetString(Letters, SecretLength));
            File.Move(created, file);
        }

        return File.ReadAllText(file);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _lock.Dispose();
        if (Lifetime == DataLifetime.Ephemeral && Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, "apphost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new DistributedApplicationException($"The data folder '{path}' cannot be written: give yourself access, or name another with --data-folder.", denied);
        }
        catch (IOException held)
        {
            throw new DistributedApplicationException($"Another AppHost uses the data in '{path}': stop that one, or start this one with --data ephemeral or --data-folder <path>.", held);
        }
    }

    private static void Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            LetOthersPass(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The data folder '{folder}' cannot be created: {failure.Message} Name another with --data-folder.", failure);
        }
    }

    private static void CloseToOthers(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    // Passing through is not looking: the names inside stay hidden, and what matters inside is closed by itself.
    private static void LetOthersPass(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }
}
