using AppHost.LocalServers.Tests.Fixtures;

namespace AppHost.LocalServers.Tests.Supervision;

public sealed class SupervisorExitTests
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -s KILL $$", 128 + 9)]
    public async Task Run_OfACommandThatEnds_GivesItsExitCode(string script, int expected)
    {
        await using var supervisor = Supervised.Shell([], script);

        Assert.Equal(expected, await supervisor.WaitForExitAsync());
    }

    [Fact]
    public async Task Run_OfALauncherThatEnds_EndsWhatItHasLeftBehind()
    {
        await using var supervisor = Supervised.Shell([], "sleep 1000 & echo $!; exit 3");
        var left = await supervisor.ReadPidAsync();

        Assert.Equal(3, await supervisor.WaitForExitAsync());
        Assert.False(ProcessTree.IsAlive(left));
    }

    [Fact]
    public async Task Run_OfAMissingCommand_NamesItAndGives127()
    {
        await using var supervisor = Supervised.Start("--owner", $"{Environment.ProcessId}", "--", "/no/such/command");

        Assert.Equal(127, await supervisor.WaitForExitAsync());
        Assert.Contains("/no/such/command", supervisor.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--owner", "1")]
    [InlineData("--owner", "1", "--")]
    [InlineData("--owner", "one", "--", "true")]
    [InlineData("--", "true")]
    [InlineData("--owner", "1", "--owner", "1", "--", "true")]
    [InlineData("--owner", "1", "--grace", "-1", "--", "true")]
    [InlineData("--owner", "1", "--grace", "soon", "--", "true")]
    [InlineData("--owner", "1", "--stop-signal", "HUP", "--", "true")]
    [InlineData("--owner", "1", "--stop-signal", "9", "--", "true")]
    [InlineData("--owner", "1", "--colour", "red", "--", "true")]
    public async Task Run_WithWrongArguments_PrintsOneLineOfUsageAndGives2(params string[] arguments)
    {
        await using var supervisor = Supervised.Start(arguments);

        Assert.Equal(2, await supervisor.WaitForExitAsync());
        Assert.StartsWith("usage: ", Assert.Single(supervisor.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
