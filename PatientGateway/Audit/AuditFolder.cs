using System.Globalization;

namespace PatientGateway.Audit;

/// <summary>
/// The files of one writer, in a folder that is locked by the process that writes or, after that has ended, delivers
/// them. The system releases the lock of a process that is killed.
/// </summary>
internal sealed class AuditFolder : IDisposable
{
    private const string LockFile = "lock";
    private const string Extension = ".audit";
    private const string DamagedExtension = ".damaged";

    private readonly string _path;
    private readonly FileStream _lock;

    private AuditFolder(string path, Guid writer)
    {
        (_path, Writer) = (path, writer);
        _lock = new(Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>The writer of the files.</summary>
    public Guid Writer { get; }

    /// <summary>Creates the folder of a new writer.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static AuditFolder Create(string root, Guid writer)
    {
        var path = Path.Combine(root, writer.ToString("N"));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new(path, writer);
    }

    /// <summary>Takes the folders of writers whose process has ended.</summary>
    public static IReadOnlyList<AuditFolder> Adopt(string root)
    {
        var adopted = new List<AuditFolder>();
        if (!Directory.Exists(root))
        {
            return adopted;
        }

        foreach (var path in Directory.EnumerateDirectories(root))
        {
            try
            {
                if (Guid.TryParseExact(Path.GetFileName(path), "N", out var writer))
                {
                    adopted.Add(new(path, writer));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Its process runs and holds the lock, or another one has just adopted it.
            }
        }

        return adopted;
    }

    /// <summary>Numbers of the files, in order.</summary>
    public IReadOnlyList<int> Files() =>
    [
        .. Directory.EnumerateFiles(_path, $"*{Extension}")
            .Select(file => int.TryParse(
                Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : 0)
            .Where(number => number > 0).Order(),
    ];

    /// <summary>Path of a file.</summary>
    public string FileOf(int number) =>
        Path.Combine(_path, number.ToString("D8", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Sets a file aside that cannot be read.</summary>
    public void SetAside(int number) => File.Move(FileOf(number), FileOf(number) + DamagedExtension, overwrite: true);

    /// <summary>Deletes the folder if nothing but the lock is left in it.</summary>
    public void DeleteIfDelivered()
    {
        if (Directory.EnumerateFileSystemEntries(_path).Any(entry => Path.GetFileName(entry) != LockFile))
        {
            return;
        }

        _lock.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
