using System.Diagnostics;
using System.Globalization;

namespace AppHost.Tests.Infrastructure;

/// <summary>The supervisor with real processes: nothing outlives its owner.</summary>
public sealed class SupervisorTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public SupervisorTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");

    [Fact]
    public async Task Command_ThatEnds_PassesItsExitCodeOn()
    {
        using var supervisor = Supervise(Environment.ProcessId, [], "exit 7");

        await supervisor.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(7, supervisor.ExitCode);
    }

    [Theory]
    [InlineData("sleep 60")]
    [InlineData("trap '' TERM; sleep 60; sleep 60")]
    public async Task Owner_KilledWithoutWarning_TakesTheCommandWithIt(string script)
    {
        using var owner = Process.Start(new ProcessStartInfo("sleep", ["60"]) { UseShellExecute = false })!;
        using var supervisor = Supervise(owner.Id, ["--grace", "1"], $"echo $$; {script}");
        var command = int.Parse((await supervisor.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);

        owner.Kill();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        await supervisor.WaitForExitAsync(limit.Token);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(command));
    }

    [Fact]
    public async Task StopRequest_ForACommandThatStopsOnInt_SendsIt()
    {
        using var supervisor = Supervise(Environment.ProcessId, ["--stop-signal", "INT"], "trap 'exit 5' INT; echo ready; while :; do sleep 0.05; done");
        await supervisor.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        using var kill = Process.Start("kill", ["-TERM", supervisor.Id.ToString(CultureInfo.InvariantCulture)]);
        await supervisor.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(5, supervisor.ExitCode);
    }

    [Fact]
    public async Task Start_ForAnOwnerThatHasGone_StartsNothing()
    {
        using var supervisor = Supervise(int.MaxValue, [], "echo started");

        var printed = await supervisor.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await supervisor.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Empty(printed);
        Assert.Equal(1, supervisor.ExitCode);
    }

    [Theory]
    [InlineData("--grace", "soon")]
    [InlineData("--stop-signal", "KILL")]
    [InlineData("--colour", "red")]
    public async Task Start_WithArgumentsItDoesNotKnow_PrintsHowToUseIt(string option, string value)
    {
        using var supervisor = Supervise(Environment.ProcessId, [option, value], "echo started");

        var complaint = await supervisor.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await supervisor.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, supervisor.ExitCode);
        Assert.StartsWith("usage:", complaint, StringComparison.Ordinal);
    }

    private static Process Supervise(int owner, string[] options, string script)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Supervisor.dll"), "--owner", owner.ToString(CultureInfo.InvariantCulture), .. options, "--", "sh", "-c", script];
        return Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
