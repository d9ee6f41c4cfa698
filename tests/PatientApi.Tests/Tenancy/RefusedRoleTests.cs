using Npgsql;
using Testing;

namespace PatientApi.Tests.Tenancy;

/// <summary>The service does not start on a connection that bypasses row level security.</summary>
public sealed class RefusedRoleTests(PostgresServer postgres)
{
    private readonly string _database = postgres.NewDatabase();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SUPERUSER", "is a superuser")]
    [InlineData("BYPASSRLS", "has BYPASSRLS")]
    [InlineData("CREATEROLE", "may create roles")]
    public async Task Start_AsARoleThatBypassesThePolicies_LogsOneSentenceAndExits(string attribute, string expected)
    {
        var api = new ApiFactory(_database);
        await ExecuteAsync($"CREATE ROLE {RuntimeRole} LOGIN {attribute} PASSWORD '{ApiFactory.RolePassword}'");

        var (exitCode, printed) = await StartAsync(
            ("ConnectionStrings:patients", api.RuntimeConnectionString),
            ("ConnectionStrings:patients_owner", _database));

        ServiceStart.AssertSentences(exitCode, printed, expected);
    }

    [Fact]
    public async Task Start_AsAMemberOfTheOwner_LogsOneSentenceAndExits()
    {
        var owner = ApiFactory.RoleOf(_database, "owner");
        await ExecuteAsync($"CREATE ROLE {owner} LOGIN CREATEDB CREATEROLE PASSWORD '{ApiFactory.RolePassword}'");
        var connection = new NpgsqlConnectionStringBuilder(_database)
        {
            Username = owner,
            Password = ApiFactory.RolePassword
        }.ConnectionString;
        await using var api = new ApiFactory(connection);
        await api.CreateReadyClientAsync();
        await ExecuteAsync($"GRANT {owner} TO {RuntimeRole}");

        var (exitCode, printed) = await StartAsync(
            ("ConnectionStrings:patients", api.RuntimeConnectionString),
            ("ConnectionStrings:patients_owner", connection));

        ServiceStart.AssertSentences(exitCode, printed, "owns the tables, or is a member of their owner");
    }

    [Fact]
    public async Task Start_ReadOnlyAsASuperuser_LogsOneSentenceAndExits()
    {
        await using var api = new ApiFactory(_database);
        await api.CreateReadyClientAsync();

        var (exitCode, printed) = await StartAsync(
            ("ConnectionStrings:patients", _database), ("Database:ReadOnly", "true"));

        ServiceStart.AssertSentences(exitCode, printed, "is a superuser");
    }

    [Theory]
    [InlineData("NO FORCE ROW LEVEL SECURITY")]
    [InlineData("DISABLE ROW LEVEL SECURITY")]
    public async Task Start_WithRowLevelSecurityOff_LogsOneSentenceAndExits(string action)
    {
        await using var api = new ApiFactory(_database);
        await api.CreateReadyClientAsync();
        await api.ExecuteAsOwnerAsync($"ALTER TABLE patients {action}");

        var (exitCode, printed) = await StartAsync(
            ("ConnectionStrings:patients", api.RuntimeConnectionString),
            ("ConnectionStrings:patients_owner", _database));

        ServiceStart.AssertSentences(exitCode, printed, "Row level security of patients is off");
    }

    [Theory]
    [InlineData("patients_audit", "may change audit entries")]
    [InlineData("patients_auditor", "may change audit entries")]
    public async Task Start_WithTheOwnerInAnAuditRole_LogsOneSentenceAndExits(string connection, string expected)
    {
        var api = new ApiFactory(_database);

        var (exitCode, printed) = await StartAsync(
            ("ConnectionStrings:patients", api.RuntimeConnectionString),
            ("ConnectionStrings:patients_owner", _database),
            ($"ConnectionStrings:{connection}", _database));

        ServiceStart.AssertSentences(exitCode, printed, expected);
    }

    private string RuntimeRole => ApiFactory.RoleOf(_database, "app");

    private Task<(int ExitCode, string Printed)> StartAsync(params (string Name, string Value)[] settings)
    {
        var api = new ApiFactory(_database);
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Authentication:ServiceTokens:PublicKey"] = Credentials.Keys.PublicKey,
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings:patients_audit"] = api.ConnectionOf("audit"),
            ["ConnectionStrings:patients_auditor"] = api.ConnectionOf("auditor"),
            ["Audit:Key"] = ApiFactory.AuditKey
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return ServiceStart.RunToEndAsync("PatientApi.dll", all);
    }

    private async Task ExecuteAsync(string statements)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString("postgres"));
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
