using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using PatientApi.Contracts;
using PatientApi.Data;

namespace PatientApi.Import;

/// <summary>
/// Stores a chunk of lines by one statement. Where one row spoils the statement the lines are stored one by one, so that the
/// others are not lost; where the database is gone every line says so, and can be sent again.
/// </summary>
internal sealed partial class ImportWriter(PatientDbContext database, ILogger<ImportWriter> logger)
{
    private const string Upsert =
        """
        INSERT INTO patients (id, external_id, first_name, last_name, email, phone, birth_date, details, created_at, updated_at)
        SELECT * FROM unnest(@id, @external_id, @first_name, @last_name, @email, @phone, @birth_date, @details, @now, @now)
        ON CONFLICT (external_id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email,
            phone = excluded.phone, birth_date = excluded.birth_date, details = excluded.details, updated_at = excluded.updated_at
        RETURNING external_id, id
        """;

    public async Task<IReadOnlyList<ImportLineResult>> WriteAsync(IReadOnlyList<ImportedLine> chunk, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreAsync(chunk, cancellationToken);
        }
        catch (PostgresException refused) when (!refused.IsTransient && chunk.Count > 1)
        {
            var results = new List<ImportLineResult>(chunk.Count);
            foreach (var line in chunk)
            {
                results.AddRange(await WriteAsync([line], cancellationToken));
            }

            return results;
        }
        catch (PostgresException refused) when (!refused.IsTransient)
        {
            LogRefused(refused.SqlState);
            return [.. chunk.Select(line => Failed(line, new ImportProblem("The database refused the line.", $"Its reason is SQLSTATE {refused.SqlState}.")))];
        }
        catch (DbException gone)
        {
            LogUnavailable(gone);
            var problem = new ImportProblem("The database is unavailable.", "Send the line again: it is stored once, however often it is sent.");
            return [.. chunk.Select(line => Failed(line, line.Read.Problem ?? problem))];
        }
    }

    private async Task<IReadOnlyList<ImportLineResult>> StoreAsync(IReadOnlyList<ImportedLine> chunk, CancellationToken cancellationToken)
    {
        // A statement may touch a row once only: of the lines of one external id the last one is the one that stays.
        var rows = chunk.Where(line => line.Read.Patient is not null).GroupBy(line => line.Read.ExternalId!, StringComparer.Ordinal).ToDictionary(lines => lines.Key, lines => lines.Last().Read.Patient!, StringComparer.Ordinal);
        var stored = rows.Count == 0 ? [] : await UpsertAsync([.. rows.Values], cancellationToken);
        var created = rows.Where(row => stored[row.Key] == row.Value.Id).Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        return [.. chunk.Select(line => line.Read.Problem is { } problem ? Failed(line, problem) : Stored(line, stored[line.Read.ExternalId!], created.Remove(line.Read.ExternalId!)))];
    }

    private async Task<Dictionary<string, Guid>> UpsertAsync(IReadOnlyList<Patient> rows, CancellationToken cancellationToken)
    {
        await database.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(Upsert, (NpgsqlConnection)database.Database.GetDbConnection());
            Add(command, "id", NpgsqlDbType.Uuid, rows, row => row.Id);
            Add(command, "external_id", NpgsqlDbType.Text, rows, row => row.ExternalId);
            Add(command, "first_name", NpgsqlDbType.Text, rows, row => row.FirstName);
            Add(command, "last_name", NpgsqlDbType.Text, rows, row => row.LastName);
            Add(command, "email", NpgsqlDbType.Text, rows, row => row.Email);
            Add(command, "phone", NpgsqlDbType.Text, rows, row => row.Phone);
            Add(command, "birth_date", NpgsqlDbType.Date, rows, row => row.BirthDate);
            Add(command, "details", NpgsqlDbType.Jsonb, rows, row => row.Details);
            Add(command, "now", NpgsqlDbType.TimestampTz, rows, row => row.UpdatedAt);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var stored = new Dictionary<string, Guid>(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancellationToken))
            {
                stored[reader.GetString(0)] = reader.GetGuid(1);
            }

            return stored;
        }
        finally
        {
            await database.Database.CloseConnectionAsync();
        }
    }

    private static void Add<T>(NpgsqlCommand command, string name, NpgsqlDbType type, IReadOnlyList<Patient> rows, Func<Patient, T> column) =>
        command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | type) { Value = rows.Select(column).ToArray() });

    private static ImportLineResult Stored(ImportedLine line, Guid id, bool isNew) =>
        new() { Line = line.Number, Status = isNew ? ImportStatus.Created : ImportStatus.Updated, Id = id, ExternalId = line.Read.ExternalId };

    private static ImportLineResult Failed(ImportedLine line, ImportProblem problem) =>
        new() { Line = line.Number, Status = ImportStatus.Failed, ExternalId = line.Read.ExternalId, Problem = problem };

    [LoggerMessage(1, LogLevel.Warning, "The database refused a line of an import (SQLSTATE {SqlState}).")]
    private partial void LogRefused(string sqlState);

    [LoggerMessage(2, LogLevel.Warning, "The database went away during an import.")]
    private partial void LogUnavailable(Exception failure);
}
