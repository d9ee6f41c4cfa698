using Microsoft.Extensions.Logging;
using Npgsql;
using PatientApi.Data;
using Testing;

namespace PatientApi.Tests.Data;

/// <summary>The privileges of the read-only instance's role, and that its password is not disclosed.</summary>
public sealed class ReaderRoleTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Password = "it's a \"secret\" \\ {0} of 40 characters";

    private readonly string _database = postgres.NewDatabase();
    private readonly string _role = $"reader \"{Guid.NewGuid():N}\"";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Reader => new NpgsqlConnectionStringBuilder(_database)
    {
        Username = _role,
        Password = Password,
        Pooling = false
    }.ConnectionString;

    public async ValueTask InitializeAsync() => await StartAsync(_role, Password);

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync(_database, $"""DROP OWNED BY "{Quoted(_role)}"; DROP ROLE "{Quoted(_role)}" """);
    }

    [Fact]
    public async Task Reader_OfTheDatabase_SelectsPatientsAndMigrations()
    {
        await ExecuteAsync(Reader, "SELECT * FROM patients");
        await ExecuteAsync(Reader, """SELECT * FROM "__EFMigrationsHistory" """);
    }

    [Theory]
    [InlineData("INSERT INTO patients SELECT * FROM patients")]
    [InlineData("UPDATE patients SET first_name = ''")]
    [InlineData("DELETE FROM patients")]
    [InlineData("TRUNCATE patients")]
    [InlineData("CREATE TABLE mine (id int)")]
    [InlineData("CREATE ROLE another")]
    [InlineData("SELECT * FROM pg_authid")]
    public async Task Reader_OutsideOfAReadOnlyTransaction_HasNoPrivilege(string statement)
    {
        var exception = await Assert.ThrowsAsync<PostgresException>(
            () => ExecuteAsync(Reader, $"SET TRANSACTION READ WRITE; {statement}"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, exception.SqlState);
    }

    [Fact]
    public async Task Reader_ByDefault_IsInAReadOnlyTransaction() =>
        Assert.Equal("on", await ScalarAsync(Reader, "SHOW default_transaction_read_only"));

    [Fact]
    public async Task Start_WithAnotherPassword_ReplacesIt()
    {
        await StartAsync(_role, "another password");

        var exception = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(Reader, "SELECT 1"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, exception.SqlState);
    }

    [Fact]
    public async Task Start_WithARoleWithMorePrivileges_StaysUnreadyWithTheReason()
    {
        var owner = new NpgsqlConnectionStringBuilder(_database).Username!;
        await using var api = Api(owner, Password);
        using var client = api.CreateClient();

        await Eventually.IsTrueAsync(() => Errors(api).Any());

        Assert.Contains(
            Errors(api),
            entry => entry.Exception!.Message.Contains("has more rights than reading", StringComparison.Ordinal));
        await ExecuteAsync(_database, "SELECT 1");
    }

    [Fact]
    public async Task Start_AsAnOwnerWithoutCreateRole_WarnsAndStarts()
    {
        var owner = $"owner_{Guid.NewGuid():N}";
        var database = new NpgsqlConnectionStringBuilder(postgres.NewDatabase())
        {
            Username = owner,
            Password = "p",
            Pooling = false
        };
        await ExecuteAsync(
            _database,
            $"""
            CREATE ROLE {owner} LOGIN CREATEDB PASSWORD 'p';
            CREATE ROLE {ApiFactory.RoleOf(database.ConnectionString, "app")}
                LOGIN PASSWORD '{ApiFactory.RolePassword}';
            """);
        await using var api = new ApiFactory(database.ConnectionString).With("Database:Reader:Name", "somebody").With(
            "Database:Reader:Password", "p");

        using var client = await api.CreateReadyClientAsync();

        Assert.Contains(api.Logs.GetSnapshot(), entry => entry.Level == LogLevel.Warning
            && entry.Message.Contains("create role 'somebody' yourself", StringComparison.Ordinal));
    }

    private async Task StartAsync(string name, string password)
    {
        await using var api = Api(name, password);
        using var client = await api.CreateReadyClientAsync();
        Assert.DoesNotContain(
            api.Logs.GetSnapshot(), entry => entry.Message.Contains(password, StringComparison.Ordinal));
    }

    private ApiFactory Api(string name, string password) =>
        new ApiFactory(_database).With("Database:Reader:Name", name).With("Database:Reader:Password", password);

    private static IEnumerable<Microsoft.Extensions.Logging.Testing.FakeLogRecord> Errors(ApiFactory api) =>
        api.Logs.GetSnapshot().Where(entry => entry.Level >= LogLevel.Error
            && string.Equals(entry.Category, typeof(MigrationService).FullName, StringComparison.Ordinal));

    private static string Quoted(string name) => name.Replace("\"", "\"\"", StringComparison.Ordinal);

    private static async Task ExecuteAsync(string connectionString, string statement) => await ScalarAsync(
        connectionString, statement);

    private static async Task<object?> ScalarAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
