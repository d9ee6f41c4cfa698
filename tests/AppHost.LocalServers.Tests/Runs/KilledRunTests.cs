using AppHost.LocalServers.Tests.Fixtures;
using Npgsql;
using Testing;

namespace AppHost.LocalServers.Tests.Runs;

public sealed class KilledRunTests : IDisposable
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _data = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_WhileClientsWrite_LeavesNoProcessAndEveryAcknowledgedWrite(bool withOrchestrator)
    {
        int acknowledged;
        await using (var killed = AppHostRun.Start(_data.Path))
        {
            var appHost = await killed.WaitForServersAsync();
            await killed.AskPostgresAsync("CREATE TABLE kept (number int PRIMARY KEY)");
            await killed.AskRedisAsync("SET", "kept", "by-redis");
            var processes = ProcessTree.FromAppHost(appHost);
            var writing = WriteUntilCutAsync(killed, out var underWay);
            await underWay;

            // The supervisor processes of the servers are not killed: without them nothing could end the servers.
            var victims = withOrchestrator ? processes.Where(IsOrchestrator).Prepend(appHost) : [appHost];
            TestProcess.Kill([.. victims]);

            acknowledged = await writing;
            Assert.True(acknowledged > 0);
            await Eventually.IsTrueAsync(() => !processes.Any(ProcessTree.IsAlive), EndTimeout);
        }

        await using var next = AppHostRun.Start(_data.Path);
        await next.WaitForServersAsync();
        var kept = Convert.ToInt32(
            await next.AskPostgresAsync($"SELECT count(*) FROM kept WHERE number <= {acknowledged}"),
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(acknowledged, kept);
        Assert.Equal("by-redis", await next.AskRedisAsync("GET", "kept"));
    }

    [Fact]
    public async Task Start_WhileAServerOfAKilledRunDoesNotEnd_ExitsWithOneLine()
    {
        Directory.CreateDirectory(_data["redis"]);
        await using var server = TestProcess.Start("sleep", "1000");
        RecordedProcess.Write(_data["redis/server.pid"], server.Id);

        await using var run = AppHostRun.Start(_data.Path);

        Assert.NotEqual(0, await run.Process.WaitForExitAsync());
        Assert.Contains($"Process {server.Id}", Assert.Single(run.Errors()), StringComparison.Ordinal);
    }

    public void Dispose() => _data.Dispose();

    private static bool IsOrchestrator(int pid) => ProcessTree.CommandLine(pid) is var line
        && (line.Contains("dcp start-apiserver", StringComparison.Ordinal)
            || line.Contains("dcp run-controllers", StringComparison.Ordinal));

    /// <summary>Inserts 1, 2, 3, … and returns the last number that Postgres has acknowledged.</summary>
    private static Task<int> WriteUntilCutAsync(AppHostRun run, out Task underWay)
    {
        const int FirstWrites = 200;
        var started = new TaskCompletionSource();
        underWay = started.Task;
        return WriteAsync();

        async Task<int> WriteAsync()
        {
            await using var connection = await run.ConnectToPostgresAsync();
            for (var number = 1; ; number++)
            {
                await using var insert = new NpgsqlCommand($"INSERT INTO kept VALUES ({number})", connection);
                try
                {
                    await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
                }
                catch (NpgsqlException)
                {
                    started.TrySetResult();
                    return number - 1;
                }

                if (number == FirstWrites)
                {
                    started.TrySetResult();
                }
            }
        }
    }
}
