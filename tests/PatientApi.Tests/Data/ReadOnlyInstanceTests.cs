using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PatientApi.Contracts;
using PatientApi.Idempotency;
using Testing;

namespace PatientApi.Tests.Data;

/// <summary>A read-only instance beside one that migrates and writes.</summary>
public sealed class ReadOnlyInstanceTests(PostgresServer postgres) : IAsyncDisposable
{
    private readonly string _database = postgres.NewDatabase();
    private readonly List<ApiFactory> _started = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var api in _started)
        {
            await api.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_BeforeTheMigration_WaitsWithOneLogLineUntilAnotherInstanceHasMigrated()
    {
        var reader = Start(readOnly: true);
        using var client = reader.CreateClient();
        await Eventually.IsTrueAsync(() => Waiting(reader) > 0);
        using var early = await client.GetAsync("/patients", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        Assert.False(await ExistsAsync());

        await Start(readOnly: false).CreateReadyClientAsync();

        await reader.WaitUntilReadyAsync();
        Assert.Equal(1, Waiting(reader));
        Assert.DoesNotContain(reader.Logs.GetSnapshot(), entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Read_OfAPatientWrittenByAnotherInstance_ReturnsItWithTheSameETag()
    {
        using var writer = await Start(readOnly: false).CreateReadyClientAsync();
        using var reader = await Start(readOnly: true).CreateReadyClientAsync();
        var (patient, etag) = await Samples.CreateAsync(writer, Samples.Patient(), Token);

        using var response = await reader.GetAsync($"/patients/{patient.Id}", Token);

        Assert.Equal(patient, await response.Content.ReadFromJsonAsync<PatientResponse>(Token));
        Assert.Equal(etag, response.Headers.ETag!.ToString());
        var summary = await reader.GetFromJsonAsync<PatientSummary>($"/patients/{patient.Id}/summary", Token);
        Assert.Equal(patient.Id, summary!.Id);
        var batch = await reader.GetFromJsonAsync<PatientBatch>($"/patients/batch?ids={patient.Id}", Token);
        Assert.Equal(patient, Assert.Single(batch!.Items).Value);
        using var list = await reader.GetAsync("/patients?limit=1", Token);
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
    }

    [Theory]
    [InlineData("POST", "/patients")]
    [InlineData("POST", "/patients/import")]
    [InlineData("PUT", "/patients/01941f2a-6660-7000-8000-000000000001")]
    [InlineData("PUT", "/patients/by-external-id/x")]
    [InlineData("DELETE", "/patients/01941f2a-6660-7000-8000-000000000001")]
    public async Task Write_ToAReadOnlyInstance_Returns405AndNamesTheWritingInstance(string method, string path)
    {
        await Start(readOnly: false).CreateReadyClientAsync();
        using var reader = await Start(readOnly: true).CreateReadyClientAsync();

        using var response = await reader.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), path) { Content = Samples.Content("{}") }, Token);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], response.Content.Headers.Allow);
        using var options = await reader.SendAsync(new HttpRequestMessage(HttpMethod.Options, path), Token);
        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], options.Content.Headers.Allow);
        Assert.Contains("read-only", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_OfAReadOnlyInstance_RejectsWritesForAnyRole()
    {
        await Start(readOnly: false).CreateReadyClientAsync();
        var reader = Start(readOnly: true);
        await reader.CreateReadyClientAsync();
        await using var db = reader.CreateContext();

        var exception = await Assert.ThrowsAsync<PostgresException>(() => db.Patients.ExecuteDeleteAsync(Token));

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, exception.SqlState);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cleanup_RegisteredServices_ExistOnWritingInstancesOnly(bool readOnly) =>
        Assert.Equal(
            !readOnly,
            Start(readOnly).Services.GetServices<IHostedService>().OfType<IdempotencyCleanupService>().Any());

    private static int Waiting(ApiFactory api) =>
        api.Logs.GetSnapshot()
            .Count(entry => entry.Message.Contains("This instance is not ready yet", StringComparison.Ordinal));

    private ApiFactory Start(bool readOnly)
    {
        var api = new ApiFactory(_database);
        _ = readOnly ? api.ReadOnly() : api;
        _started.Add(api);
        return api;
    }

    private async Task<bool> ExistsAsync()
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString("postgres"));
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = new NpgsqlConnectionStringBuilder(_database).Database! });
        return await command.ExecuteScalarAsync(Token) is not null;
    }
}
