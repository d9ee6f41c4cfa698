using Supervisor;

// Runs one command and sees to its end: when it is told to stop, and when the process that owns it has died in whatever way.
if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

if (options.User is { } user && (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess))
{
    Console.Error.WriteLine($"supervisor: only root can run a command as another user: run as root, or leave out --user {user}.");
    return 2;
}

using var owner = Owner.Find(options.OwnerId);
if (owner is null)
{
    Console.Error.WriteLine($"supervisor: the owner, process {options.OwnerId}, is gone; '{options.Command}' was not started.");
    return 1;
}

try
{
    using var held = HeldLock.Take(options.LockFile);
    return await new Supervision(options).RunAsync(owner);
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"supervisor: '{options.Command}' was not started: {failure.Message}");
    return 1;
}
