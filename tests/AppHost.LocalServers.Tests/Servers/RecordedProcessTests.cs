using AppHost.LocalServers.Tests.Fixtures;
using Testing;

namespace AppHost.LocalServers.Tests.Servers;

public sealed class RecordedProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string PidFile => _folder["server.pid"];

    [Fact]
    public async Task Read_OfARunningProcess_IsRunningUntilItEnds()
    {
        await using var process = TestProcess.Start("sleep", "1000");
        RecordedProcess.Write(PidFile, process.Id);
        var recorded = RecordedProcess.Read(PidFile, startLine: 1)!;

        Assert.True(recorded.IsRunning);
        Assert.False(await recorded.WaitForExitAsync(TimeSpan.Zero, TestContext.Current.CancellationToken));

        TestProcess.Kill(process.Id);
        Assert.True(await recorded.WaitForExitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.False(recorded.IsRunning);
    }

    [Fact]
    public async Task Read_OfAProcessWithTheSameIdThatStartedLater_IsNotRunning()
    {
        await using var process = TestProcess.Start("sleep", "1000");
        await File.WriteAllLinesAsync(
            PidFile,
            [$"{process.Id}", $"{DateTimeOffset.UnixEpoch.AddYears(50).ToUnixTimeSeconds()}"],
            TestContext.Current.CancellationToken);

        Assert.False(RecordedProcess.Read(PidFile, startLine: 1)!.IsRunning);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12\nyesterday")]
    public async Task Read_OfAMissingOrIncompleteFile_IsNull(string? content)
    {
        if (content is not null)
        {
            await File.WriteAllTextAsync(PidFile, content, TestContext.Current.CancellationToken);
        }

        Assert.Null(RecordedProcess.Read(PidFile, startLine: 1));
    }

    public void Dispose() => _folder.Dispose();
}
