using AppHost.LocalServers.Tests.Fixtures;
using Testing;

namespace AppHost.LocalServers.Tests.Runs;

public sealed class StoppedRunTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Stop_BySignal_ShutsDownInGoodOrder(string signal)
    {
        await using var run = AppHostRun.Start(_data.Path);
        var processes = await run.WaitForServersAsync();

        run.Process.Signal(signal);

        Assert.Equal(0, await run.Process.WaitForExitAsync());
        Assert.DoesNotContain(processes, ProcessTree.IsAlive);
        Assert.Contains("database system is shut down", run.Process.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_data["postgres/data/postmaster.pid"]));
    }

    [Fact]
    public async Task Start_OnTheDataOfALivingRun_EndsWithOneLineAndLeavesThatRunAlone()
    {
        await using var first = AppHostRun.Start(_data.Path);
        await first.WaitForServersAsync();

        await using var second = AppHostRun.Start(_data.Path);

        Assert.NotEqual(0, await second.Process.WaitForExitAsync());
        Assert.Contains("error: Another AppHost uses the data", Assert.Single(second.Errors()), StringComparison.Ordinal);
        Assert.Equal(1, await first.AskPostgresAsync("SELECT 1"));
    }

    [Fact]
    public async Task Start_OnDataOfAnotherMajor_EndsWithOneLine()
    {
        Directory.CreateDirectory(_data["postgres/data"]);
        await File.WriteAllTextAsync(_data["postgres/data/PG_VERSION"], "9\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_data["postgres-password.secret"], "secret", TestContext.Current.CancellationToken);
        await using var run = AppHostRun.Start(_data.Path);

        Assert.NotEqual(0, await run.Process.WaitForExitAsync());
        Assert.Contains("is of PostgreSQL 9", Assert.Single(run.Errors()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Postgres:Binaries", "/no/such/folder")]
    [InlineData("--Redis:Server", "/no/such/program")]
    [InlineData("--infrastructure", "cloud")]
    public async Task Start_WithABadSetting_EndsWithOneLineThatNamesIt(string setting, string value)
    {
        await using var run = AppHostRun.Start(_data.Path, setting, value);

        Assert.NotEqual(0, await run.Process.WaitForExitAsync());
        Assert.Contains($"'{value}'", Assert.Single(run.Errors()), StringComparison.Ordinal);
    }

    public void Dispose() => _data.Dispose();
}
