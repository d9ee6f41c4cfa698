using Testing;

namespace AppHost.LocalServers.Tests.Runs;

public sealed class StoppedRunTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private string PostmasterPid => _data["postgres/data/postmaster.pid"];

    [Fact]
    public async Task Stop_BySigterm_ShutsDownCleanly()
    {
        await using var run = AppHostRun.Start(_data.Path);
        var processes = ProcessTree.FromAppHost(await run.WaitForServersAsync());

        run.Process.Signal("TERM");

        Assert.Equal(0, await run.Process.WaitForExitAsync());
        await AssertGoodOrderAsync(processes);
    }

    [Fact]
    public async Task Stop_ByControlCInATerminal_ShutsDownCleanly()
    {
        await using var run = AppHostRun.StartInTerminal(_data.Path);
        var processes = ProcessTree.FromAppHost(await run.WaitForServersAsync());

        await run.Process.WriteAsync("\u0003");

        Assert.Equal(0, await run.Process.WaitForExitAsync());
        await AssertGoodOrderAsync(processes);
    }

    [Fact]
    public async Task Start_OnTheDataOfARunningAppHost_ExitsWithOneLineWithoutAffectingIt()
    {
        await using var first = AppHostRun.Start(_data.Path);
        await first.WaitForServersAsync();

        await using var second = AppHostRun.Start(_data.Path);

        Assert.NotEqual(0, await second.Process.WaitForExitAsync());
        Assert.Contains(
            "error: Another AppHost uses the data", Assert.Single(second.Errors()), StringComparison.Ordinal);
        Assert.Equal(1, await first.AskPostgresAsync("SELECT 1"));
    }

    public void Dispose() => _data.Dispose();

    // Postgres removes its pid file when it shuts down, but not when it is killed.
    private async Task AssertGoodOrderAsync(IReadOnlyList<int> processes)
    {
        Assert.False(File.Exists(PostmasterPid));
        await Eventually.IsTrueAsync(() => !processes.Any(ProcessTree.IsAlive), TimeSpan.FromSeconds(10));
    }
}
