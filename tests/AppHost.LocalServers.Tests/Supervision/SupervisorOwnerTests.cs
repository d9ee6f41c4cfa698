using AppHost.LocalServers.Tests.Fixtures;

namespace AppHost.LocalServers.Tests.Supervision;

public sealed class SupervisorOwnerTests
{
    [Fact]
    public async Task Death_OfTheOwner_EndsACommandThatDoesNotListen()
    {
        await using var owner = TestProcess.Start("sleep", "1000");
        await using var supervisor = Supervised.Shell(owner.Id, ["--grace", "0.5"], $"trap '' TERM; echo $$; {Supervised.WaitForEver}");
        var command = await supervisor.ReadPidAsync();

        owner.Signal("KILL");

        await Deadline.UntilAsync(() => !ProcessTree.IsAlive(command) && !ProcessTree.IsAlive(supervisor.Id), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Start_WithAnOwnerThatIsGone_DoesNotStartTheCommand()
    {
        await using var owner = TestProcess.Start("true");
        await owner.WaitForExitAsync();

        await using var supervisor = Supervised.Shell(owner.Id, [], "echo started");

        Assert.Equal(1, await supervisor.WaitForExitAsync());
        Assert.Contains($"process {owner.Id}, is gone", supervisor.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("started", supervisor.Output.Replace("not started", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
