using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PatientApi.Contracts;
using PatientApi.Data;
using PatientApi.Idempotency;
using PatientApi.Tests.Import;
using Testing;

namespace PatientApi.Tests.Idempotency;

public sealed class IdempotencyCleanupServiceTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly ApiFactory _api = new ApiFactory(postgres.NewDatabase()).With("Idempotency:CleanupBatchSize", "2");
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _client = await _api.CreateReadyClientAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task CleanUp_OfOldRecords_KeepsTheOthers()
    {
        var (old, young) = (Enumerable.Range(0, 5).Select(_ => KeyedWrites.NewKey()).ToList(), KeyedWrites.NewKey());
        foreach (var key in old)
        {
            await _client.PostAsync(key, Samples.Patient());
        }

        await AgeAsync(TimeSpan.FromHours(50));
        var patient = Samples.Patient();
        await _client.PostAsync(young, patient);
        await _client.PostAsync(KeyedWrites.NewKey(), Samples.Patient());

        Assert.Equal(5, await _api.Services.GetRequiredService<IdempotencyCleanupService>().CleanUpAsync(Token));

        Assert.True((await _client.PostAsync(young, patient)).IsReplayed);
        Assert.Equal(HttpStatusCode.Created, (await _client.PostAsync(old[0], Samples.Patient())).Status);
    }

    [Fact]
    public async Task CleanUp_OfRecordsWithinTheRetention_KeepsThem()
    {
        await _client.PostAsync(KeyedWrites.NewKey(), Samples.Patient());
        await AgeAsync(TimeSpan.FromHours(48.5));

        Assert.Equal(0, await _api.Services.GetRequiredService<IdempotencyCleanupService>().CleanUpAsync(Token));
    }

    [Fact]
    public async Task CleanUp_AtItsInterval_RunsByItself()
    {
        var (old, young) = (Samples.Patient(), Samples.Patient());
        await _client.PostAsync(KeyedWrites.NewKey(), old);
        await AgeAsync(TimeSpan.FromHours(50));
        await _client.PostAsync(KeyedWrites.NewKey(), young);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var purge = ActivatorUtilities.CreateInstance<IdempotencyCleanupService>(_api.Services, clock);
        await purge.StartAsync(Token);
        Assert.Equal(2, await CountAsync());

        // Repeated, because the service starts to wait at an unknown time.
        await Eventually.IsTrueAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromMinutes(5));
                return await CountAsync() == 1;
            });

        await purge.StopAsync(Token);
    }

    [Fact]
    public async Task CleanUp_DuringAnImportWithTheSameKey_DeletesOldRecordsOnly()
    {
        var key = KeyedWrites.NewKey();
        string[] lines = [FhirLines.Patient(Samples.NewExternalId()), FhirLines.Patient(Samples.NewExternalId())];
        var old = await ImportAsync(key, lines[..1]);
        await AgeAsync(TimeSpan.FromHours(50));
        await using var db = _api.CreateContext();
        await using var obstacle = await db.Database.BeginTransactionAsync(Token);
        await db.Database.ExecuteSqlAsync($"LOCK TABLE patients IN SHARE MODE", Token);
        var running = ImportAsync(key, lines);
        await Eventually.IsTrueAsync(() => IsAnyoneWaitingAsync(db));

        // The record of the import and of its first line; the running import has seen that they exist.
        Assert.Equal(2, await _api.Services.GetRequiredService<IdempotencyCleanupService>().CleanUpAsync(Token));

        await obstacle.CommitAsync(Token);
        var results = await running;
        Assert.Equal((old[0], ImportStatus.Created), (results[0], results[1].Status));
        Assert.Equal(results[1], (await ImportAsync(key, lines))[1]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _client.PostAsync(key, Samples.Patient())).Status);
    }

    private static async Task<bool> IsAnyoneWaitingAsync(PatientDbContext db) => await db.Database
        .SqlQuery<bool>(
            $"SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'patients'::regclass) AS \"Value\"")
        .SingleAsync(Token);

    private async Task<List<ImportLineResult>> ImportAsync(string key, params string[] lines) =>
        ImportCall.Parse((await _client.WriteAsync(
            HttpMethod.Post, "/patients/import", key, ImportCall.Body(FhirLines.Utf8(lines)))).Body);

    private async Task<int> CountAsync()
    {
        await using var db = _api.CreateContext();
        return await db.IdempotencyRecords.CountAsync(Token);
    }

    private async Task AgeAsync(TimeSpan by)
    {
        await using var db = _api.CreateContext();
        await db.Database.ExecuteSqlAsync($"UPDATE idempotency_keys SET created_at = created_at - {by}", Token);
    }
}
