using Microsoft.Extensions.Hosting;

namespace AppHost.LocalServers;

/// <summary>
/// Folder with the data of the servers and the secrets that protect it. One AppHost at a time holds a folder; an
/// ephemeral one is deleted when the AppHost ends.
/// </summary>
internal sealed class DataFolder : IHostedService, IDisposable
{
    private const string Advice = "Name another data folder with --data-folder.";

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
        if (lifetime == DataLifetime.Persistent)
        {
            return new DataFolder(
                TraversableDirectory.CreateFor(user, System.IO.Path.GetFullPath(Wanted(builder)), Advice), lifetime);
        }

        var temporary = Directory.CreateTempSubdirectory("reference-app-").FullName;
        TraversableDirectory.LetOthersPass(temporary);
        var ephemeral = new DataFolder(temporary, lifetime);

        // A failed start builds no host that would dispose of it.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => ephemeral.DisposeAtExit();
        return ephemeral;
    }

    // The configuration reads an option without a value as true.
    private static string Wanted(IDistributedApplicationBuilder builder) => builder.Configuration["data-folder"] switch
    {
        null => System.IO.Path.Combine(builder.AppHostDirectory, "..", ".data"),
        "" or "true" => throw new DistributedApplicationException("--data-folder needs a path: --data-folder <path>."),
        var path => path,
    };

    /// <summary>Returns the folder of one server, created on first use.</summary>
    public string Of(string server)
    {
        var folder = System.IO.Path.Combine(Path, server);
        TraversableDirectory.Create(folder, Advice);
        return folder;
    }

    /// <summary>Returns the path of a secret's file.</summary>
    public string SecretFile(string name) => System.IO.Path.Combine(Path, $"{name}.secret");

    /// <summary>
    /// Generates a secret on first use and reads it afterwards, because a new one would lock out the existing data.
    /// </summary>
    public string Secret(string name, ParameterDefault generator)
    {
        var file = SecretFile(name);
        if (!File.Exists(file))
        {
            OwnerFile.Write(file, generator.GetDefaultValue());
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

    private void DisposeAtExit()
    {
        try
        {
            Dispose();
        }
        catch (IOException)
        {
            // A server that is still stopping writes files. They remain in the temporary folder, which the system
            // cleans.
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return FileLock.TryTake(System.IO.Path.Combine(path, "apphost.lock"))
                ?? throw new DistributedApplicationException($"Another AppHost uses the data in '{path}': stop that "
                    + "one, or start this one with --data ephemeral or --data-folder <path>.");
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new DistributedApplicationException(
                $"The data folder '{path}' cannot be written: give yourself access, or name another with "
                + "--data-folder.",
                denied);
        }
    }
}
