using PatientApi.Contracts;

namespace PatientApi.Tests.Idempotency;

public sealed partial class AmbiguousCommitTests
{
    [Theory]
    [InlineData(RelayFate.CutBefore)]
    [InlineData(RelayFate.CutAfter)]
    [InlineData(RelayFate.LoseReply)]
    public async Task Import_WithALostCommit_StillReturnsAResultForEach(RelayFate fate)
    {
        Spoil(fate, andAllThatFollows: false);

        var results = await ImportAsync(_key);

        Assert.Equal(
            [ImportStatus.Created, ImportStatus.Created, ImportStatus.Updated],
            results.Select(result => result.Status));
        Assert.Equal(results, await ImportAsync(_key));
        Assert.Equal(2L, await CountAsync());
    }

    [Fact]
    public async Task Import_WithALostCommitAndNoDatabase_ReturnsItsResultsWhenRetried()
    {
        Spoil(RelayFate.LoseReply, andAllThatFollows: true);

        var lost = await ImportAsync(_key);

        Assert.All(lost, result => Assert.Equal("Database unavailable", result.Problem?.Title));
        Heal();
        Assert.Equal(
            [ImportStatus.Created, ImportStatus.Created, ImportStatus.Updated],
            (await ImportAsync(_key)).Select(result => result.Status));
    }

    [Fact]
    public async Task Import_WithALostCommitAndNoKey_ReportsAnUnknownOutcome()
    {
        Spoil(RelayFate.LoseReply, andAllThatFollows: false);

        var lost = await ImportAsync(key: null);

        Assert.All(lost, result => Assert.Equal("Database unavailable", result.Problem?.Title));
    }
}
