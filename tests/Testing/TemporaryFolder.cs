namespace Testing;

/// <summary>A new folder under the system's temporary one, deleted after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>The full path of the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("reference-app-").FullName;

    /// <summary>The full path of an entry in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
