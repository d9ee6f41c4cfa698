using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PatientApi.Contracts;
using PatientApi.Data;
using PatientApi.Idempotency;
using PatientApi.Tests.Data;
using PatientApi.Tests.Idempotency;
using Testing;

namespace PatientApi.Tests.Tenancy;

/// <summary>
/// A database from before tenants, whose owner is no superuser, so that the policies apply to the owner, too.
/// </summary>
public sealed class UpgradeTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Before = "20261128134727_RandomVersions";

    private readonly string _superuser = postgres.NewDatabase();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Owner => new NpgsqlConnectionStringBuilder(_superuser)
    {
        Username = ApiFactory.RoleOf(_superuser, "owner"),
        Password = ApiFactory.RolePassword
    }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        var owner = ApiFactory.RoleOf(_superuser, "owner");
        await using var connection = new NpgsqlConnection(postgres.ConnectionString("postgres"));
        await connection.OpenAsync(Token);
        await using var create = new NpgsqlCommand(
            $"CREATE ROLE {owner} LOGIN CREATEDB CREATEROLE PASSWORD '{ApiFactory.RolePassword}'", connection);
        await create.ExecuteNonQueryAsync(Token);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Start_RowsOfAnEarlierBuild_BelongToTheDefaultTenant()
    {
        await using var earlier = await EarlierDatabase.CreateAsync(Owner);
        var id = await earlier.AddAsync("x-1", "Yılmaz");
        await using var api = TenantApi.Create(Owner);
        using var client = await api.CreateReadyClientAsync();
        client.DefaultRequestHeaders.Add(CallerOfHeader.Header, CurrentTenant.Default);
        using var other = api.CreateClient();
        other.DefaultRequestHeaders.Add(CallerOfHeader.Header, TenantApi.TenantA);

        // Its search keys were computed as well: maintenance sees the rows of all tenants.
        var found = (await client.GetFromJsonAsync<PatientPage>("/patients?search=YILMAZ", Token))!.Items;
        var created = await other.PostAsync(key: null, Samples.Patient() with { ExternalId = "x-1" });

        Assert.Equal(id, Assert.Single(found).Id);
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal(0L, await ScalarAsync(Owner, "SELECT count(*) FROM patients"));
        Assert.Equal(2L, await ScalarAsync(_superuser, "SELECT count(*) FROM patients"));
        Assert.Equal(
            "default",
            await ScalarAsync(_superuser, $"SELECT tenant FROM patients WHERE id = '{id}'"));
    }

    [Fact]
    public async Task Start_AfterAMigrationThatWasInterrupted_CompletesIt()
    {
        await using var earlier = await EarlierDatabase.CreateAsync(Owner);
        await earlier.AddAsync("x-1");
        await using (var half = new NpgsqlConnection(Owner))
        {
            await half.OpenAsync(Token);
            await using var command = new NpgsqlCommand(
                """
                ALTER TABLE patients ADD COLUMN tenant text COLLATE "C" NOT NULL DEFAULT 'default';
                CREATE UNIQUE INDEX ux_patients_tenant_id ON patients (tenant, id);
                """,
                half);
            await command.ExecuteNonQueryAsync(Token);
        }

        await using var api = TenantApi.Create(Owner);
        await api.CreateReadyClientAsync();

        Assert.Equal(
            "ix_patients_tenant_external_id_key, ix_patients_tenant_first_name_key, "
                + "ix_patients_tenant_last_name_first_name_id, ix_patients_tenant_last_name_key, pk_patients, "
                + "ux_patients_tenant_external_id",
            await ScalarAsync(
                _superuser,
                "SELECT string_agg(indexname, ', ' ORDER BY indexname) FROM pg_indexes WHERE tablename = 'patients'"));
    }

    [Fact]
    public async Task Migrate_DownAndUpAgain_KeepsTheRows()
    {
        await using var api = TenantApi.Create(Owner);
        using var client = await api.CreateReadyClientAsync();
        client.DefaultRequestHeaders.Add(CallerOfHeader.Header, CurrentTenant.Default);
        await Samples.CreateAsync(client, Samples.Patient(), Token);
        await using var db = api.Services.GetRequiredService<MaintenanceContexts>().Create();
        var migrator = db.GetService<IMigrator>();

        await migrator.MigrateAsync(Before, Token);
        Assert.Equal(1L, await ScalarAsync(Owner, "SELECT count(*) FROM patients"));
        await migrator.MigrateAsync(cancellationToken: Token);

        Assert.Equal(
            1, await db.Patients.IgnoreQueryFilters().CountAsync(patient => patient.Tenant == "default", Token));
    }

    [Fact]
    public async Task CleanUp_DeletesTheExpiredRecordsOfAllTenants()
    {
        await using var api = TenantApi.Create(Owner);
        await api.CreateReadyClientAsync();
        foreach (var tenant in (string[])[TenantApi.TenantA, TenantApi.TenantB])
        {
            using var client = api.CreateClient();
            client.DefaultRequestHeaders.Add(CallerOfHeader.Header, tenant);
            await client.PostAsync(KeyedWrites.NewKey(), Samples.Patient());
        }

        await using var db = api.Services.GetRequiredService<MaintenanceContexts>().Create();
        await db.Database.ExecuteSqlAsync(
            $"UPDATE idempotency_keys SET created_at = created_at - interval '50 hours'", Token);
        await db.Database.CloseConnectionAsync();

        Assert.Equal(2, await api.Services.GetRequiredService<IdempotencyCleanupService>().CleanUpAsync(Token));
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
