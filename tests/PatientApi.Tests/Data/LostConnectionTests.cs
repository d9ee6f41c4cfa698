using Microsoft.Extensions.Logging;
using PatientApi.Data;
using Testing;

namespace PatientApi.Tests.Data;

/// <summary>A network that cuts connections delays the start of an instance, and does not end it.</summary>
public sealed class LostConnectionTests(PostgresServer postgres)
{
    private const int Cut = 3;

    [Theory]
    [InlineData(RelayFate.CutBefore)]
    [InlineData(RelayFate.LoseReply)]
    public async Task Start_ConnectionLostInMoreAttemptsThanMayFail_BecomesReady(RelayFate fate)
    {
        var database = postgres.NewDatabase();
        var commits = 0;
        await using var relay = new PostgresRelay(_ => ValueTask.FromResult<string?>(database))
        {
            Judge = (isCommit, _) => ValueTask.FromResult(
                isCommit && Interlocked.Increment(ref commits) <= Cut ? fate : RelayFate.Pass),
        };
        relay.Start();
        await using var api = new ApiFactory($"{database};{relay.Detour}").With("Migrations:MaxAttempts", "2");
        using var client = api.CreateClient();

        await api.WaitUntilReadyAsync();

        Assert.True(commits > Cut, $"{commits} commits.");
        var reported = Assert.Single(
            api.Logs.GetSnapshot(),
            entry => entry.Category == typeof(MigrationService).FullName && entry.Level > LogLevel.Information);
        Assert.Equal(LogLevel.Warning, reported.Level);
        Assert.Contains("This instance is not ready yet", reported.Message, StringComparison.Ordinal);
    }
}
