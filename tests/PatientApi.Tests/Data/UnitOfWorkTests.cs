using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PatientApi.Data;
using Polly.Timeout;
using ServiceDefaults.Errors;
using Testing;

namespace PatientApi.Tests.Data;

/// <summary>Which units of work are retried when the database fails, and which are not.</summary>
public sealed class UnitOfWorkTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string KillMe = "SELECT pg_terminate_backend(pg_backend_pid())";

    private readonly ApiFactory _api = new ApiFactory(postgres.NewDatabase())
        .With("Resilience:Pipelines:database:Retry:BaseDelay", "00:00:00.010")
        .With("Resilience:Pipelines:database:AttemptTimeout:Duration", "00:00:03")
        .With("Resilience:Pipelines:database:CircuitBreaker:Enabled", "false");

    private int _attempts;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private UnitOfWork UnitOfWork => _api.Services.GetRequiredService<UnitOfWork>();

    public async ValueTask InitializeAsync()
    {
        using var client = await _api.CreateReadyClientAsync();
        // Terminates the connection at COMMIT, as a server does that shuts down during it.
        await ExecuteAsync($"""
            CREATE TABLE plain (id int);
            CREATE TABLE deadly (id int);
            GRANT ALL ON plain, deadly TO PUBLIC;
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE FUNCTION fail(state text) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION USING ERRCODE = state; END $$;
            CREATE CONSTRAINT TRIGGER die AFTER INSERT ON deadly DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION die();
            """);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Write_ConnectionLostBeforeCommit_IsRetriedAsAWholeWithANewContext()
    {
        var contexts = new HashSet<PatientDbContext>();

        await WriteAsync(
            async (db, token) =>
            {
                contexts.Add(db);
                await db.Database.ExecuteSqlRawAsync("INSERT INTO plain VALUES (1)", token);
                return contexts.Count == 1 ? await db.Database.ExecuteSqlRawAsync(KillMe, token) : 0;
            },
            Token);

        Assert.Equal(2, contexts.Count);
        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM plain"));
    }

    [Fact]
    public async Task Write_ConnectionLostDuringCommit_IsNotRetriedAndMayHaveSucceeded()
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync(
            (db, token) =>
            {
                _attempts++;
                return db.Database.ExecuteSqlRawAsync("INSERT INTO deadly VALUES (1)", token);
            },
            Token));

        Assert.Equal(1, _attempts);
        Assert.True(_api.Services.GetRequiredService<IErrorClassifier>().Classify(exception)!.MayHaveSucceeded);
    }

    [Fact]
    public async Task Write_StatementTimeout_IsTheRemainingTimeOfTheAttempt()
    {
        var timeout = await WriteAsync(
            (db, token) => db.Database.SqlQueryRaw<string>("SELECT current_setting('statement_timeout') AS \"Value\"")
                .SingleAsync(token), Token);

        Assert.Equal("3s", timeout);
        Assert.Equal("0", await ScalarAsync("SHOW statement_timeout"));
    }

    [Fact]
    public async Task Read_SlowerThanAnAttempt_IsTimedOut()
    {
        using var tenant = CurrentTenant.Use(CurrentTenant.Default);

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => UnitOfWork.ReadAsync(
            async (db, token) =>
            {
                _attempts++;
                return await db.Database.ExecuteSqlRawAsync("SELECT pg_sleep(60)", token);
            },
            Token));
    }

    [Fact]
    public async Task Write_ThatFails_IsRolledBack()
    {
        await Assert.ThrowsAsync<FormatException>(() => WriteAsync<int>(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlRawAsync("INSERT INTO plain VALUES (2)", token);
                throw new FormatException();
            },
            Token));

        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM plain"));
    }

    [Fact]
    public async Task Write_InsideOfAnother_ThrowsAndRollsBackBoth()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlRawAsync("INSERT INTO plain VALUES (3)", token);
                return await WriteAsync(
                    (inner, innerToken) => inner.Database.ExecuteSqlRawAsync(
                        "INSERT INTO plain VALUES (4)", innerToken),
                    token);
            },
            Token));

        Assert.Contains("cannot be nested", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM plain"));
    }

    [Fact]
    public async Task Write_AfterAnother_IsNotNested()
    {
        await WriteAsync(
            (db, token) => db.Database.ExecuteSqlRawAsync("INSERT INTO plain VALUES (5)", token), Token);
        await WriteAsync(
            (db, token) => db.Database.ExecuteSqlRawAsync("INSERT INTO plain VALUES (6)", token), Token);

        Assert.Equal(2L, await ScalarAsync("SELECT count(*) FROM plain"));
    }

    [Theory]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    public async Task Write_RolledBackByTheServer_IsRetried(string sqlState)
    {
        await WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlRawAsync("INSERT INTO plain VALUES (7)", token);
                return ++_attempts == 1
                    ? await db.Database.ExecuteSqlAsync($"SELECT fail({sqlState})", token)
                    : 0;
            },
            Token);

        Assert.Equal((2, (object)1L), (_attempts, await ScalarAsync("SELECT count(*) FROM plain")));
    }

    private async Task<T> WriteAsync<T>(
        Func<PatientDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var tenant = CurrentTenant.Use(CurrentTenant.Default);
        return await UnitOfWork.WriteAsync(work, cancellationToken);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
