using Supervisor;

// Runs one command and sees to its end: when it is told to stop, and when the process that owns it has died in whatever way.
if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

using var owner = Owner.Find(options.OwnerId);
if (owner is null)
{
    Console.Error.WriteLine($"supervisor: the owner, process {options.OwnerId}, is gone; '{options.Command}' was not started.");
    return 1;
}

return await new Supervision(options).RunAsync(owner);
