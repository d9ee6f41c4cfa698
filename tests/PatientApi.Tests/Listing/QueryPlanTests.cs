using Microsoft.EntityFrameworkCore;
using Npgsql;
using PatientApi.Data;
using PatientApi.Listing;

namespace PatientApi.Tests.Listing;

/// <summary>
/// The plans of the product's queries, with the product's role, on a table that is large enough for several plans.
/// </summary>
public sealed class QueryPlanTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private const string Fill = """
        INSERT INTO patients (
          tenant, id, external_id, first_name, last_name, birth_date, created_at, updated_at,
          external_id_key, first_name_key, last_name_key)
        SELECT
          tenant, gen_random_uuid(), 'x' || n, 'First' || n % 997, 'Last' || n % 1009, '1980-01-01', now(), now(),
          'x' || n, 'first' || n % 997, 'last' || n % 1009
        FROM generate_series(1, 20000) AS n, unnest(ARRAY['default', 'other']) AS tenant ON CONFLICT DO NOTHING;
        ANALYZE patients;
        """;

    private static readonly PatientPosition Middle = new("Last5", "First5", Guid.Empty);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await fixture.Api.ExecuteAsOwnerAsync(Fill);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Query_WithoutSearch_ScansTheIndexOfTheOrderWithoutASort(bool fromCursor)
    {
        var plan = await ExplainAsync("", fromCursor ? Middle : null);

        Assert.Contains(PatientConfiguration.OrderIndex, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.Equal(fromCursor, plan.Contains("AND (ROW(", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("last77", false)]
    [InlineData("LAST77", true)]
    [InlineData("first_7%", false)]
    public async Task Query_WithSearch_UsesTheIndexOfEveryFieldWithoutATableScan(string prefix, bool fromCursor)
    {
        var plan = await ExplainAsync(prefix, fromCursor ? Middle : null);

        Assert.All(
            new[]
            {
                PatientConfiguration.LastNameKeyIndex,
                PatientConfiguration.FirstNameKeyIndex,
                PatientConfiguration.ExternalIdKeyIndex
            },
            index => Assert.Contains(index, plan, StringComparison.Ordinal));
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        // As index conditions and not as filters on all patients of the tenant.
        Assert.Equal(3, plan.Split("_key >= ").Length - 1 - (plan.Split("Recheck Cond").Length - 1));
    }

    private async Task<string> ExplainAsync(string prefix, PatientPosition? after)
    {
        await using var db = fixture.Api.CreateContext();
        await using var command = (NpgsqlCommand)PatientSearch.Query(db, prefix, after, count: 21).CreateDbCommand();
        command.CommandText = $"EXPLAIN {command.CommandText}";
        TenantInterceptor.SetTenant(command, db.Tenant!);
        await db.Database.OpenConnectionAsync(Token);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var lines = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }
}
