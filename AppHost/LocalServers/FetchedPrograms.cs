namespace AppHost.LocalServers;

/// <summary>
/// Programs that are fetched once, into a folder that git ignores and that the servers' user can reach.
/// </summary>
internal sealed class FetchedPrograms
{
    // On a slow connection another AppHost of this clone may need minutes to fetch the same programs.
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromMinutes(10);

    private readonly Lazy<string> _folder;
    private readonly ServerUser _user;

    /// <summary>
    /// Describes the programs with this name and version, fetched or not. It touches no file until <see cref="Folder"/>
    /// is read.
    /// </summary>
    public FetchedPrograms(string nameAndVersion, IDistributedApplicationBuilder builder, ServerUser user)
    {
        _user = user;
        var wanted = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "artifacts", "servers"));
        _folder = new Lazy<string>(() => Path.Combine(
            TraversableDirectory.CreateFor(user, wanted, "Programs that are installed need no such folder."),
            nameAndVersion));
    }

    public string Folder => _folder.Value;

    public bool AreThere => Directory.Exists(Folder);

    /// <summary>Fetches the programs into a staging folder, which is moved to its place when it is complete.</summary>
    public async Task FetchAsync(Func<string, Task> bringAsync, CancellationToken cancellationToken)
    {
        await using var turn = await FileLock.TakeAsync($"{Folder}.lock", WaitTimeout, cancellationToken)
            ?? throw new DistributedApplicationException($"Another AppHost has been fetching '{Folder}' for "
                + $"{WaitTimeout.TotalMinutes} minutes. Stop that AppHost, or read its output, and start this one "
                + "again.");
        if (AreThere)
        {
            return;
        }

        using var workshop = StagingDirectory.Open($"{Folder}.fetching");
        var programs = Path.Combine(workshop.Folder, "programs");
        Directory.CreateDirectory(programs);
        await bringAsync(programs);
        _user.LetRead(programs);
        Directory.Move(programs, Folder);
    }
}
