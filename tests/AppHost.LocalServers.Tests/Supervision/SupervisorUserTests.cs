using AppHost.LocalServers.Tests.Fixtures;

namespace AppHost.LocalServers.Tests.Supervision;

public sealed class SupervisorUserTests
{
    [Fact]
    public async Task Run_AsAnotherUserByRoot_RunsTheCommandAsThatUser()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can.");

        await using var supervisor = Supervised.Shell(["--user", "nobody"], "id -un");

        Assert.Equal(0, await supervisor.WaitForExitAsync());
        Assert.Equal("nobody", supervisor.Output.Trim());
    }

    [Fact]
    public async Task Run_AsAnotherUserByAnyoneElse_IsRefusedWithWhatToDo()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "An AppHost that is root may run its servers as another user; this is about one that is not.");

        await using var supervisor = Supervised.Shell(["--user", "nobody"], "id -un");

        Assert.Equal(2, await supervisor.WaitForExitAsync());
        Assert.Contains("leave out --user nobody", supervisor.Output, StringComparison.Ordinal);
    }
}
