using AppHost.Infrastructure.Processes;
using AppHost.LocalServers.Tests.Fixtures;
using Testing;

namespace AppHost.LocalServers.Tests.Supervision;

public sealed class SupervisorLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LockFile => _folder["server.lock"];

    [Fact]
    public async Task Lock_OfASupervisorThatWasKilled_IsHeldUntilTheCommandEnds()
    {
        await using var supervisor = Supervised.Shell(["--lock", LockFile], "echo $$; exec sleep 1000");
        var command = await supervisor.ReadPidAsync();

        supervisor.Signal("KILL");
        await Deadline.UntilAsync(() => !ProcessTree.IsAlive(supervisor.Id));
        var whileItRuns = FileLock.TryTake(LockFile);
        Tool.Run("kill", ["-s", "KILL", $"{command}"], "/");
        await using var afterwards = await FileLock.TakeAsync(LockFile, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Null(whileItRuns);
        Assert.NotNull(afterwards);
    }

    [Fact]
    public async Task Run_WhileAnotherHoldsTheLock_DoesNotStartTheCommand()
    {
        await using var held = FileLock.TryTake(LockFile);

        await using var supervisor = Supervised.Shell(["--lock", LockFile], "echo running");

        Assert.Equal(1, await supervisor.WaitForExitAsync());
        Assert.Contains(LockFile, supervisor.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("running", supervisor.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
