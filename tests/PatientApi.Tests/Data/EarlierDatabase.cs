using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using PatientApi.Data;

namespace PatientApi.Tests.Data;

/// <summary>A database as the build before random versions and folded search keys created it.</summary>
internal sealed class EarlierDatabase(string connectionString) : IAsyncDisposable
{
    private const string LastMigration = "20261126103631_StoreAnswers";

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<EarlierDatabase> CreateAsync(string connectionString)
    {
        await using var db = new PatientDbContext(
            new DbContextOptionsBuilder<PatientDbContext>().UseNpgsql(connectionString).Options);
        await db.GetService<IMigrator>().MigrateAsync(LastMigration, Token);
        return new(connectionString);
    }

    /// <summary>Stores a patient with that build's keys, which are lower case only.</summary>
    public async Task<Guid> AddAsync(string externalId, string lastName = "Doe")
    {
        var id = Guid.CreateVersion7();
        await using var insert = _source.CreateCommand(
            """
            INSERT INTO patients (
              id, external_id, first_name, last_name, birth_date, created_at, updated_at,
              external_id_key, first_name_key, last_name_key)
            VALUES ($1, $2, 'Jane', $3, '1980-02-29', now(), now(), lower($2), 'jane', lower($3))
            """);
        insert.Parameters.Add(new() { Value = id });
        insert.Parameters.Add(new() { Value = externalId });
        insert.Parameters.Add(new() { Value = lastName });
        await insert.ExecuteNonQueryAsync(Token);
        return id;
    }

    public async Task<T> ReadAsync<T>(string query)
    {
        await using var command = _source.CreateCommand(query);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
