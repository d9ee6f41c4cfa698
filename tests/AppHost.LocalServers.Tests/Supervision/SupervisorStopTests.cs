using AppHost.LocalServers.Tests.Fixtures;

namespace AppHost.LocalServers.Tests.Supervision;

public sealed class SupervisorStopTests
{
    [Theory]
    [InlineData("TERM", "INT")]
    [InlineData("INT", "TERM")]
    [InlineData("HUP", "INT")]
    public async Task Stop_ByAnySignal_AsksTheCommandWithItsOwn(string received, string sent)
    {
        Signals.SkipIfIgnored(received, sent);
        await using var supervisor = Supervised.Shell(["--stop-signal", sent], $"trap 'echo {sent} seen; exit 4' {sent}; echo ready; {Supervised.WaitForEver}");
        await supervisor.WaitForLineAsync(line => line == "ready");

        supervisor.Signal(received);

        Assert.Equal(4, await supervisor.WaitForExitAsync());
        Assert.Contains($"{sent} seen", supervisor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_OfACommandThatDoesNotListen_KillsAllOfItAfterTheGrace()
    {
        await using var supervisor = Supervised.Shell(["--grace", "0.5"], $"trap '' TERM; sleep 1000 & echo $!; {Supervised.WaitForEver}");
        var child = await supervisor.ReadPidAsync();

        supervisor.Signal("TERM");

        Assert.Equal(128 + 9, await supervisor.WaitForExitAsync());
        Assert.False(ProcessTree.IsAlive(child));
        Assert.Contains("did not stop within 0.5 s", supervisor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_OfALauncherThatListens_WaitsForAChildThatIsStillStopping()
    {
        await using var supervisor = Supervised.Shell([], $"(trap 'sleep 0.5; echo saved; exit' TERM; echo ready; {Supervised.WaitForEver}) & trap 'exit 0' TERM; {Supervised.WaitForEver}");
        await supervisor.WaitForLineAsync(line => line == "ready");

        supervisor.Signal("TERM");

        Assert.Equal(0, await supervisor.WaitForExitAsync());
        Assert.Contains("saved", supervisor.Output, StringComparison.Ordinal);
    }
}
