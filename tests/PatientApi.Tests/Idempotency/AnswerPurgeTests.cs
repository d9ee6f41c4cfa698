using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PatientApi.Data;
using PatientApi.Idempotency;
using Testing;

namespace PatientApi.Tests.Idempotency;

public sealed class AnswerPurgeTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly ApiFactory _api = new ApiFactory(postgres.NewDatabase()).With("Idempotency:PurgeBatchSize", "2");
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _client = await _api.CreateReadyClientAsync(Token);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Purge_OfOldAnswers_LeavesTheOthers()
    {
        var (old, young) = (Enumerable.Range(0, 5).Select(_ => KeyedWrites.NewKey()).ToList(), KeyedWrites.NewKey());
        foreach (var key in old)
        {
            await _client.PostAsync(key, Samples.Patient());
        }

        await AgeAsync(TimeSpan.FromHours(49));
        var patient = Samples.Patient();
        await _client.PostAsync(young, patient);
        await _client.PostAsync(KeyedWrites.NewKey(), Samples.Patient());

        Assert.Equal(5, await _api.Services.GetRequiredService<AnswerPurge>().PurgeAsync(Token));

        Assert.True((await _client.PostAsync(young, patient)).IsReplayed);
        Assert.Equal(HttpStatusCode.Created, (await _client.PostAsync(old[0], Samples.Patient())).Status);
    }

    [Fact]
    public async Task Purge_OfAnswersThatCallersArePromised_LeavesThem()
    {
        await _client.PostAsync(KeyedWrites.NewKey(), Samples.Patient());
        await AgeAsync(TimeSpan.FromHours(47));

        Assert.Equal(0, await _api.Services.GetRequiredService<AnswerPurge>().PurgeAsync(Token));
    }

    private async Task AgeAsync(TimeSpan by)
    {
        await using var db = await _api.Services.GetRequiredService<IDbContextFactory<PatientDbContext>>().CreateDbContextAsync(Token);
        await db.Database.ExecuteSqlAsync($"UPDATE idempotency_keys SET created_at = created_at - {by}", Token);
    }
}
