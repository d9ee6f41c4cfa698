using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PatientApi.Data;

namespace PatientApi.Tests.Tenancy;

/// <summary>
/// The database's policies apply even if code ignores the tenant: for every kind of command, and on a connection that
/// another tenant has used before.
/// </summary>
public sealed class TenantPolicyTests(TenantApi api) : IClassFixture<TenantApi>
{
    private const string InsertAsB = """
        INSERT INTO patients (
          tenant, id, external_id, first_name, last_name, birth_date, created_at, updated_at,
          external_id_key, first_name_key, last_name_key)
        VALUES (
          'clinic-b', gen_random_uuid(), gen_random_uuid()::text, 'Jane', 'Doe', '1980-02-29', now(), now(),
          '', '', '')
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Query_ThatIgnoresTheFilter_SeesOnlyItsTenant()
    {
        await AddToBothAsync();
        await using var db = api.ContextOf(TenantApi.TenantB);

        var tenants = await db.Patients.IgnoreQueryFilters().Select(patient => patient.Tenant).Distinct()
            .ToListAsync(Token);
        var raw = await db.Database.SqlQuery<string>($"SELECT DISTINCT tenant AS \"Value\" FROM patients")
            .ToListAsync(Token);

        Assert.Equal([TenantApi.TenantB], tenants);
        Assert.Equal([TenantApi.TenantB], raw);
    }

    [Fact]
    public async Task Query_Compiled_SeesTheTenantOfItsContext()
    {
        var (a, b) = await AddToBothAsync();
        var find = EF.CompileAsyncQuery((PatientDbContext db, Guid id) =>
            db.Patients.Where(patient => patient.Id == id).Select(patient => patient.LastName).SingleOrDefault());
        await using var contextOfA = api.ContextOf(TenantApi.TenantA);
        await using var contextOfB = api.ContextOf(TenantApi.TenantB);

        Assert.Equal(("Doe", null), (await find(contextOfA, a), await find(contextOfA, b)));
        Assert.Equal((null, "Doe"), (await find(contextOfB, a), await find(contextOfB, b)));
    }

    [Fact]
    public async Task Change_ThatIgnoresTheFilter_ChangesOnlyItsTenantAndCountsOnlyThose()
    {
        var (a, b) = await AddToBothAsync();
        await using var db = api.ContextOf(TenantApi.TenantB);

        var updated = await db.Patients.IgnoreQueryFilters().Where(patient => patient.Id == a || patient.Id == b)
            .ExecuteUpdateAsync(row => row.SetProperty(patient => patient.Phone, "changed"), Token);
        var raw = await db.Database.ExecuteSqlAsync($"UPDATE patients SET email = NULL WHERE id = {a}", Token);
        var deleted = await db.Patients.IgnoreQueryFilters().Where(patient => patient.Id == a || patient.Id == b)
            .ExecuteDeleteAsync(Token);

        Assert.Equal((1, 0, 1), (updated, raw, deleted));
        await using var contextOfA = api.ContextOf(TenantApi.TenantA);
        Assert.NotEqual("changed", (await contextOfA.Patients.SingleAsync(patient => patient.Id == a, Token)).Phone);
    }

    [Fact]
    public async Task Insert_ForAnotherTenant_IsRejected()
    {
        await using var db = api.ContextOf(TenantApi.TenantA);

        var exception = await Assert.ThrowsAsync<PostgresException>(
            () => db.Database.ExecuteSqlRawAsync(InsertAsB, Token));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, exception.SqlState);
    }

    [Fact]
    public async Task Session_WithoutATenant_SeesNothingAndInsertsNothing()
    {
        await AddToBothAsync();
        await using var db = api.Api.Services.GetRequiredService<TenantContextFactory>().CreateWithoutTenant();

        Assert.Empty(await db.Patients.IgnoreQueryFilters().ToListAsync(Token));
        Assert.Empty(await db.IdempotencyRecords.IgnoreQueryFilters().ToListAsync(Token));
        var exception = await Assert.ThrowsAsync<PostgresException>(
            () => db.Database.ExecuteSqlRawAsync(InsertAsB, Token));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, exception.SqlState);
    }

    [Fact]
    public async Task Connection_Reused_HasNoStateOfThePreviousTenant()
    {
        await AddToBothAsync();
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(api.Api.RuntimeConnectionString) { MaxPoolSize = 1 }.ConnectionString);
        var options = new DbContextOptionsBuilder<PatientDbContext>().UseNpgsql(source)
            .AddInterceptors(new TenantInterceptor()).Options;

        var first = await SeenAsync(TenantApi.TenantA);
        await using (var command = source.CreateCommand("SELECT count(*) FROM patients"))
        {
            Assert.Equal(0L, await command.ExecuteScalarAsync(Token));
        }

        var second = await SeenAsync(TenantApi.TenantB);

        Assert.Equal(first.Session, second.Session);
        Assert.Equal([TenantApi.TenantA], first.Tenants);
        Assert.Equal([TenantApi.TenantB], second.Tenants);

        async Task<(int Session, string[] Tenants)> SeenAsync(string tenant)
        {
            await using var db = new PatientDbContext(options, tenant);
            var seen = await db.Database.SqlQuery<string>(
                $"SELECT DISTINCT pg_backend_pid() || ' ' || tenant AS \"Value\" FROM patients").ToListAsync(Token);
            return (int.Parse(seen[0].Split(' ')[0], null), [.. seen.Select(row => row.Split(' ')[1])]);
        }
    }

    [Fact]
    public async Task Save_OutsideOfATransaction_ThrowsBecauseItHasNoTenant()
    {
        var (_, id) = await AddToBothAsync();
        await using var db = api.ContextOf(TenantApi.TenantB);
        db.Patients.Remove(await db.Patients.AsTracking().SingleAsync(patient => patient.Id == id, Token));

        var exception = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Token));

        var cause = Assert.IsType<InvalidOperationException>(exception.InnerException);
        Assert.Contains(nameof(UnitOfWork.WriteAsync), cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_OfACommand_SeesOnlyItsTenant()
    {
        await AddToBothAsync();
        await using var reader = NpgsqlDataSource.Create(api.Api.ReaderConnectionString);
        await using var none = reader.CreateCommand("SELECT count(*) FROM patients");
        await using var one = reader.CreateCommand("SELECT DISTINCT tenant FROM patients");
        TenantInterceptor.SetTenant(one, TenantApi.TenantA);

        Assert.Equal(0L, await none.ExecuteScalarAsync(Token));
        Assert.Equal(TenantApi.TenantA, await one.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task Runtime_ThatDeclaresMaintenance_StillSeesOnlyItsTenant()
    {
        await AddToBothAsync();
        await using var runtime = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(
            api.Api.RuntimeConnectionString)
        { Options = TenantPolicies.MaintenanceOption }.ConnectionString);
        await using var command = runtime.CreateCommand("SELECT count(*) FROM patients");

        Assert.Equal(0L, await command.ExecuteScalarAsync(Token));
    }

    private async Task<(Guid A, Guid B)> AddToBothAsync()
    {
        var (a, _) = await Samples.CreateAsync(api.A, Samples.Patient(), Token);
        var (b, _) = await Samples.CreateAsync(api.B, Samples.Patient(), Token);
        return (a.Id, b.Id);
    }
}
