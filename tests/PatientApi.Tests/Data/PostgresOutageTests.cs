using System.Net;
using Microsoft.Extensions.Logging;
using PatientApi.Contracts;
using PatientApi.Data;
using PatientApi.Tests.Import;
using Testing;

namespace PatientApi.Tests.Data;

/// <summary>On a Postgres server of its own, because the test stops it.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private readonly PostgresServer _postgres = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresServer.IsOurs, "The server that TEST_POSTGRES names is not ours to stop.");
        return _postgres.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    [Fact]
    public async Task Start_BeforePostgres_WaitsLogsOnceAndBecomesReady()
    {
        await _postgres.StopAsync();
        await using var api = new ApiFactory(_postgres.NewDatabase());
        using var client = api.CreateClient();
        await Eventually.IsTrueAsync(() => Warnings(api) == 1);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/alive"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/started"));

        await _postgres.StartAsync();

        await Eventually.IsTrueAsync(async () => await StatusAsync(client, "/ready") == HttpStatusCode.OK);
        Assert.InRange(Warnings(api), 1, 2);
    }

    [Fact]
    public async Task Import_WhilePostgresIsUnavailable_ReportsEveryLineAndTheNextImportStoresThem()
    {
        await using var api = new ApiFactory(_postgres.NewDatabase());
        using var client = await api.CreateReadyClientAsync();
        var lines = Enumerable.Range(0, 250).Select(number => FhirLines.Patient($"away-{number}")).ToArray();
        await _postgres.StopAsync();

        var refused = await client.ImportAsync(lines);

        Assert.Equal(250, refused.Count);
        Assert.All(refused, result => Assert.Equal("Database unavailable", result.Problem?.Title));
        await Eventually.IsTrueAsync(
            async () => await StatusAsync(client, "/ready") == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/started"));
        await _postgres.StartAsync();
        Assert.All(await client.ImportAsync(lines), result => Assert.Equal(ImportStatus.Created, result.Status));
        await Eventually.IsTrueAsync(async () => await StatusAsync(client, "/ready") == HttpStatusCode.OK);
    }

    private static int Warnings(ApiFactory api) =>
        api.Logs.GetSnapshot().Count(entry => entry.Level == LogLevel.Warning
            && string.Equals(entry.Category, typeof(MigrationService).FullName, StringComparison.Ordinal));

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Token);
        return response.StatusCode;
    }
}
