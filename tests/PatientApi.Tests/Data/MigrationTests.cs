using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;
using PatientApi.Data;
using ServiceDefaults.Pipelines;
using Testing;

namespace PatientApi.Tests.Data;

public sealed class MigrationTests(PostgresServer postgres)
{
    private const string Refused = "CREATE VIEW patients AS SELECT 1 AS id";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_FourReplicasOnAnAbsentDatabase_MigrateAndSeedOnce()
    {
        var database = postgres.NewDatabase();
        var replicas = Enumerable.Range(0, 4)
            .Select(_ => new ApiFactory(database).With("Seed:Patients", "100")).ToList();

        await Parallel.ForEachAsync(replicas, Token, async (replica, _) => await replica.CreateReadyClientAsync());

        await using var db = replicas[0].CreateContext();
        Assert.Equal(100, await db.Patients.CountAsync(Token));
        await using var owner = replicas[0].Services.GetRequiredService<MaintenanceContexts>().Create();
        Assert.Equal(
            db.Database.GetMigrations(), await owner.Database.GetAppliedMigrationsAsync(Token), StringComparer.Ordinal);
        Assert.DoesNotContain(
            replicas.SelectMany(replica => replica.Logs.GetSnapshot()), entry => entry.Level >= LogLevel.Error);
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task Model_AgainstTheMigrations_HasNoPendingChanges()
    {
        await using var api = new ApiFactory(postgres.NewDatabase());
        await using var db = api.CreateContext();

        // If this fails, add a migration: dotnet ef migrations add <Name> --project PatientApi
        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Start_WhileAnotherReplicaHoldsTheLock_IsAliveButNotReady()
    {
        await using var api = new ApiFactory(postgres.NewDatabase());
        var patients = new PatientsConnection(ConfigurationOf(api), new ConnectionOptions());
        HttpClient client;
        await using (await MigrationLock.AcquireAsync(patients, TimeSpan.FromSeconds(30), TimeProvider.System, Token))
        {
            client = api.CreateClient();

            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/alive"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/ready"));
            using var refused = await client.GetAsync("/patients", Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        await Eventually.IsTrueAsync(async () => await StatusAsync(client, "/ready") == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Acquire_LockHeldByAnotherInstance_TimesOutWithTheReason()
    {
        await using var api = new ApiFactory(postgres.NewDatabase());
        var patients = new PatientsConnection(ConfigurationOf(api), new ConnectionOptions());
        await using var taken = await MigrationLock.AcquireAsync(
            patients, TimeSpan.FromSeconds(30), TimeProvider.System, Token);

        var exception = await Assert.ThrowsAsync<TimeoutException>(
            () => MigrationLock.AcquireAsync(patients, TimeSpan.FromMilliseconds(300), TimeProvider.System, Token));

        Assert.Contains("Another instance", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MigrationFails_StaysUnreadyLogsItOnceAndRecovers()
    {
        var database = postgres.NewDatabase();
        await ExecuteAsync(
            postgres.ConnectionString("postgres"),
            $"CREATE DATABASE {new NpgsqlConnectionStringBuilder(database).Database}");
        await ExecuteAsync(database, Refused);
        await using var api = new ApiFactory(database);
        using var client = api.CreateClient();

        await Eventually.IsTrueAsync(() => Errors(api) > 0);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/alive"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/ready"));
        Assert.StartsWith(
            "Migration failed: PostgresException 42P07",
            api.Services.GetRequiredService<MigrationState>().Status,
            StringComparison.Ordinal);
        await ExecuteAsync(database, "DROP VIEW patients");
        await api.WaitUntilReadyAsync();
        Assert.Equal(1, Errors(api));
    }

    [Fact]
    public async Task Start_MigrationFailsOnTheLastAttempt_IsNotRetriedAndReadinessHasTheReason()
    {
        var database = postgres.NewDatabase();
        await ExecuteAsync(
            postgres.ConnectionString("postgres"),
            $"CREATE DATABASE {new NpgsqlConnectionStringBuilder(database).Database}");
        await ExecuteAsync(database, Refused);
        await using var api = new ApiFactory(database).With("Migrations:MaxAttempts", "2");
        using var client = api.CreateClient();
        var state = api.Services.GetRequiredService<MigrationState>();

        await Eventually.IsTrueAsync(() => state.HasFailed);

        const string Why = "Migration failed 2 times and is not retried: PostgresException 42P07.";
        Assert.StartsWith(Why, state.Status, StringComparison.Ordinal);
        var report = await api.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        Assert.StartsWith(Why, report.Entries["migrations"].Description, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/alive"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/ready"));
        using var refused = await client.GetAsync("/patients", Token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, null), (refused.StatusCode, refused.Headers.RetryAfter));
        Assert.Single(api.Logs.GetSnapshot(), entry => entry.Level == LogLevel.Critical);
    }

    [Fact]
    public async Task Start_InDevelopment_SeedsTheSamePatientsOnce()
    {
        await using var first = new ApiFactory(postgres.NewDatabase()).With("Seed:Patients", null);
        await using var second = new ApiFactory(postgres.NewDatabase()).With("Seed:Patients", null);
        await first.CreateReadyClientAsync();
        await second.CreateReadyClientAsync();
        await using var db = first.CreateContext();
        await using var other = second.CreateContext();

        var seeded = await db.Patients.OrderBy(patient => patient.Id).ToListAsync(Token);

        Assert.Equal(100, seeded.Count);
        Assert.Equivalent(
            seeded.Select(Values),
            (await other.Patients.OrderBy(patient => patient.Id).ToListAsync(Token)).Select(Values),
            strict: true);
        Assert.All(seeded, patient => Assert.Equal((7, 2), (patient.Id.Version, patient.Id.Variant >> 2)));
        await db.Patients.Skip(1).ExecuteDeleteAsync(Token);
        await using var restarted = new ApiFactory(first.ConnectionString).With("Seed:Patients", null);
        await restarted.CreateReadyClientAsync();
        Assert.Equal(1, await db.Patients.CountAsync(Token));
    }

    private static object Values(PatientApi.Model.Patient patient) =>
        (patient.Id, patient.ExternalId, patient.FirstName, patient.LastName, patient.Email, patient.Phone,
         patient.BirthDate, patient.Details, patient.CreatedAt);

    private static int Errors(ApiFactory api) =>
        api.Logs.GetSnapshot().Count(entry => entry.Level >= LogLevel.Error
            && string.Equals(entry.Category, typeof(MigrationService).FullName, StringComparison.Ordinal));

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Token);
        return response.StatusCode;
    }

    private static async Task ExecuteAsync(string connectionString, string statement)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var command = dataSource.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static ConfigurationManager ConfigurationOf(ApiFactory api) =>
        new()
        {
            ["ConnectionStrings:patients"] = api.RuntimeConnectionString,
            ["ConnectionStrings:patients_owner"] = api.ConnectionString,
            ["ConnectionStrings:patients_audit"] = api.ConnectionOf("audit"),
            ["ConnectionStrings:patients_auditor"] = api.ConnectionOf("auditor")
        };
}
