using System.Net;
using Npgsql;
using PatientApi.Contracts;
using PatientApi.Data;

namespace PatientApi.Tests.Audit;

/// <summary>Entries are stored once, are visible to their tenant only, and only the owner can change them.</summary>
public sealed class AuditTrailTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_Repeated_StoresEachEntryOnce()
    {
        var (writer, patient) = (new ChainWriter(), Guid.NewGuid());
        var entry = writer.Add(patient);
        using var first = await writer.SendAsync(_client);
        writer.Add(patient);
        using var both = await writer.SendAsync(_client);

        var page = await _client.ListAuditAsync($"patient={patient}");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, both.StatusCode));
        Assert.Equal([2, 1], page.Items.Select(item => item.Sequence));
        var stored = page.Items[^1];
        Assert.Equal(
            (entry.At, entry.Client, entry.Action, entry.Patient, entry.Status, entry.Source, entry.Age, entry.TraceId),
            (stored.At, stored.Client, stored.Action, stored.Patient, stored.Status, stored.Source, stored.Age,
                stored.TraceId));
    }

    [Fact]
    public async Task Append_OfAMonthWithoutAPartition_CreatesIt()
    {
        var (writer, patient) = (new ChainWriter(), Guid.NewGuid());
        writer.Add(patient, at: new(2024, 2, 29, 23, 59, 59, TimeSpan.Zero));
        writer.Add(patient, at: new(2024, 3, 1, 0, 0, 0, TimeSpan.Zero));

        using var response = await writer.SendAsync(_client);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(2, (await _client.ListAuditAsync($"patient={patient}")).Items.Count);
    }

    [Fact]
    public async Task Append_OfAnInvalidEntry_IsAClientError()
    {
        var writer = new ChainWriter();
        var entry = writer.Add(Guid.NewGuid());
        AuditEntry?[] faulty =
        [
            null, entry with { At = DateTimeOffset.MaxValue },
            entry with { At = new(9999, 12, 1, 0, 0, 0, TimeSpan.Zero) }, entry with { At = DateTimeOffset.MinValue },
            entry with { Client = null! }, entry with { Tenant = null! }, entry with { Mac = null! },
            entry with { Action = "a\0" }, entry with { Source = "\0" },
        ];
        foreach (var wrong in faulty)
        {
            using var refused = await writer.SendAsync(_client, [entry, wrong!]);
            Assert.Equal((wrong, true), (wrong, refused.StatusCode is HttpStatusCode.BadRequest
                or HttpStatusCode.UnprocessableEntity));
        }

        using var accepted = await writer.SendAsync(_client);
        Assert.Equal(HttpStatusCode.NoContent, accepted.StatusCode);
    }

    [Theory]
    [InlineData(PatientScopes.Admin)]
    [InlineData(PatientScopes.Write)]
    public async Task Append_WithTheScopesOfCallers_IsForbidden(string scope)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/audit");
        request.Headers.Authorization = new("Bearer", Credentials.TokenOf("client", "default", scope));

        using var response = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task List_OfATenant_HasNoEntryOfAnother()
    {
        var (writer, patient) = (new ChainWriter(), Guid.NewGuid());
        writer.Add(patient, tenant: "clinic-a");
        writer.Add(patient, tenant: "clinic-b");
        using var sent = await writer.SendAsync(_client);

        var a = await _client.ListAuditAsync($"patient={patient}", tenant: "clinic-a");
        var b = await _client.ListAuditAsync($"patient={patient}", tenant: "clinic-b");

        Assert.Equal([1], a.Items.Select(item => item.Sequence));
        Assert.Equal([2], b.Items.Select(item => item.Sequence));
    }

    [Fact]
    public async Task List_ByPages_HasEachEntryOnceNewestFirst()
    {
        var (writer, patient) = (new ChainWriter(), Guid.NewGuid());
        for (var number = 0; number < 25; number++)
        {
            writer.Add(patient, client: number % 2 == 0 ? "even" : "odd");
        }

        using var sent = await writer.SendAsync(_client);
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await _client.ListAuditAsync($"patient={patient}&client=even&limit=5&cursor={cursor}"
                .TrimEnd('=').Replace("&cursor", cursor is null ? "" : "&cursor", StringComparison.Ordinal));
            seen.AddRange(page.Items.Select(item => item.Sequence));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 13).Select(number => 25L - (2 * number)), seen);
    }

    [Theory]
    [InlineData("patient=x", "patient")]
    [InlineData("from=yesterday", "from")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    public async Task List_WithAnInvalidFilter_NamesIt(string query, string field)
    {
        using var response = await _client.SendAsAdminAsync(HttpMethod.Get, $"/audit?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"{field}\":", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit", "SELECT * FROM audit_entries")]
    [InlineData("audit", "UPDATE audit_entries SET client = ''")]
    [InlineData("audit", "DELETE FROM audit_entries")]
    [InlineData("audit", "TRUNCATE audit_entries")]
    [InlineData("audit", "SELECT * FROM patients")]
    [InlineData("auditor", "UPDATE audit_entries SET client = ''")]
    [InlineData("auditor", "DELETE FROM audit_entries")]
    [InlineData("auditor", "INSERT INTO audit_retired VALUES (gen_random_uuid(), 1, '', '')")]
    [InlineData("auditor", "SELECT * FROM patients")]
    [InlineData("app", "SELECT * FROM audit_entries")]
    [InlineData("reader", "SELECT * FROM audit_entries")]
    public async Task Role_BeyondItsPrivileges_IsRejected(string role, string statement)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(
            fixture.Api.ConnectionString)
        {
            Username = ApiFactory.RoleOf(fixture.Api.ConnectionString, role),
            Password = ApiFactory.RolePassword,
        }.ConnectionString);
        await using var command = source.CreateCommand(statement);

        var exception = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Token));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, exception.SqlState);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("clinic-a", 1)]
    public async Task Auditor_WithoutVerification_SeesOneTenantAtMost(string? tenant, int expected)
    {
        var writer = new ChainWriter();
        writer.Add(tenant: "clinic-a");
        writer.Add(tenant: "clinic-b");
        using var sent = await writer.SendAsync(_client);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(
            fixture.Api.ConnectionString)
        {
            Username = ApiFactory.RoleOf(fixture.Api.ConnectionString, "auditor"),
            Password = ApiFactory.RolePassword,
        }.ConnectionString);
        await using var command = source.CreateCommand("SELECT count(*) FROM audit_entries WHERE writer = @writer");
        command.Parameters.AddWithValue("writer", writer.Id);
        if (tenant is not null)
        {
            TenantInterceptor.SetTenant(command, tenant);
        }

        Assert.Equal((long)expected, await command.ExecuteScalarAsync(Token));
    }
}
