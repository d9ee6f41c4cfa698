namespace Supervisor;

/// <summary>
/// Keeps a file locked while the command lives. The command inherits the lock, so it outlasts a supervisor that was killed:
/// whoever can take the lock knows that no process of the command is left.
/// </summary>
internal static class HeldLock
{
    /// <summary>Takes the lock, or nothing when none was asked for. Throws an <see cref="IOException"/> when another holds it.</summary>
    public static FileStream? Take(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Posix.LetChildrenHold(held.SafeFileHandle);
        return held;
    }
}
