using System.Globalization;

namespace AppHost.LocalServers.Tests.Fixtures;

/// <summary>Starts the supervisor as the AppHost does, over a script for the shell.</summary>
internal static class Supervised
{
    public const string WaitForEver = "while :; do sleep 0.1; done";

    public static TestProcess Shell(int owner, string[] options, string script) =>
        Start(["--owner", owner.ToString(CultureInfo.InvariantCulture), .. options, "--", "sh", "-c", script]);

    public static TestProcess Shell(string[] options, string script) => Shell(Environment.ProcessId, options, script);

    public static TestProcess Start(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals and no sh.");
        return TestProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Supervisor.dll"), .. arguments]);
    }

    /// <summary>Reads the number of a process that the script prints.</summary>
    public static async Task<int> ReadPidAsync(this TestProcess process)
    {
        var pid = 0;
        await process.WaitForLineAsync(line => int.TryParse(line, CultureInfo.InvariantCulture, out pid));
        return pid;
    }
}
