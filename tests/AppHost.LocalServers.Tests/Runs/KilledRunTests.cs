using AppHost.Infrastructure.Processes;
using AppHost.LocalServers.Tests.Fixtures;
using Testing;

namespace AppHost.LocalServers.Tests.Runs;

public sealed class KilledRunTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    [Fact]
    public async Task Kill_OfTheAppHost_LeavesNoProcessAndAllData()
    {
        await using (var killed = AppHostRun.Start(_data.Path))
        {
            var processes = await killed.WaitForServersAsync();
            await killed.AskPostgresAsync("CREATE TABLE kept AS SELECT 'by postgres' AS value");
            await killed.AskRedisAsync("SET", "kept", "by-redis");

            killed.Process.Signal("KILL");

            Assert.NotEmpty(processes);
            await Deadline.UntilAsync(() => !processes.Any(ProcessTree.IsAlive), TimeSpan.FromSeconds(10));
        }

        await using var next = AppHostRun.Start(_data.Path);
        await next.WaitForServersAsync();
        Assert.Equal("by postgres", await next.AskPostgresAsync("SELECT value FROM kept"));
        Assert.Equal("by-redis", await next.AskRedisAsync("GET", "kept"));
    }

    [Fact]
    public async Task Start_WhileAServerOfAKilledRunWillNotEnd_EndsWithOneLine()
    {
        Directory.CreateDirectory(_data["redis"]);
        await using var server = FileLock.TryTake(_data["redis/server.lock"]);

        await using var run = AppHostRun.Start(_data.Path);

        Assert.NotEqual(0, await run.Process.WaitForExitAsync());
        Assert.Contains(_data["redis/server.lock"], Assert.Single(run.Errors()), StringComparison.Ordinal);
    }

    public void Dispose() => _data.Dispose();
}
