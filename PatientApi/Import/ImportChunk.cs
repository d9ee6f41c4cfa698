using System.Text.Json;
using PatientApi.Contracts;
using PatientApi.Data;
using PatientApi.Idempotency;
using PatientApi.Model;

namespace PatientApi.Import;

/// <summary>
/// Writes the lines of a chunk in the given transaction. Under a key each line has an idempotency record of its own, so
/// that a repeated import continues where the first one was interrupted, wherever its chunks begin.
/// </summary>
internal sealed class ImportChunk(TimeProvider clock)
{
    /// <summary>
    /// Returns the result of each line; <see langword="null"/> if the key belongs to another request, and nothing was
    /// written.
    /// </summary>
    public async Task<List<ImportLineResult>?> WriteAsync(
        PatientDbContext db,
        IReadOnlyList<IGrouping<string, ImportLine>> groups,
        IdempotentRequest? request,
        CancellationToken cancellationToken)
    {
        if (request is null)
        {
            return await UpsertAsync(db, groups, cancellationToken);
        }

        // Waits, where a single write would get 409: the same import may run twice at a time, and each run then finds
        // the results of the other.
        await KeyLock.TakeAsync(db, request, cancellationToken);
        var lines = groups.SelectMany(group => group).ToList();
        var stored = await IdempotencyStore.FindAsync(
            db, request, [request.Part, .. lines.Select(PartOf)], cancellationToken);
        if (!stored.TryGetValue(request.Part, out var whole))
        {
            // The record of the import itself: its lines may differ between repetitions, so only its target identifies
            // it.
            await IdempotencyStore.AddAsync(db, [Begun.ToStored(request, clock.GetPostgresNow())], cancellationToken);
        }
        else if (!request.IsOf(whole.Fingerprint))
        {
            return null;
        }

        var fresh = lines.Where(line => !stored.ContainsKey(PartOf(line)))
            .GroupBy(line => line.ExternalId!, StringComparer.Ordinal).ToList();
        var written = fresh.Count == 0 ? [] : await WriteFreshAsync(db, request, fresh, cancellationToken);
        await StoreRecordsAsync(db, request, fresh, written, cancellationToken);
        return [.. written, .. lines.Where(line => stored.ContainsKey(PartOf(line)))
            .Select(line => Repeat(line, request, stored[PartOf(line)]))];
    }

    private static BufferedResponse Begun => new(StatusCodes.Status200OK, new Dictionary<string, string>(), []);

    private static int PartOf(ImportLine line) => checked((int)line.Number);

    private static ImportLineResult Repeat(ImportLine line, IdempotentRequest request, IdempotencyRecord record) =>
        request.PartOf(PartOf(line), line.Digest).IsOf(record.Fingerprint)
            ? JsonSerializer.Deserialize<ImportLineResult>(record.Body, JsonSerializerOptions.Web)!
            : line.Failed(ImportProblems.KeyReused);

    // A line that could not be stored at first must not overwrite a later line that was: of the lines with one external
    // id the last one wins.
    private async Task<List<ImportLineResult>> WriteFreshAsync(
        PatientDbContext db,
        IdempotentRequest request,
        List<IGrouping<string, ImportLine>> fresh,
        CancellationToken cancellationToken)
    {
        var first = fresh.Min(group => PartOf(group.First()));
        var later = await LaterLine.FindAsync(
            db, request, first, [.. fresh.Select(group => group.Key)], cancellationToken);
        var outdated = fresh.ToLookup(
            group => later.TryGetValue(group.Key, out var line) && line.Part > PartOf(group.Last()));
        return
        [
            .. outdated[false].Any() ? await UpsertAsync(db, [.. outdated[false]], cancellationToken) : [],
            .. outdated[true].SelectMany(
                group => group.Select(line => line.Written(ImportStatus.Updated, later[group.Key].Id))),
        ];
    }

    private async Task StoreRecordsAsync(
        PatientDbContext db,
        IdempotentRequest request,
        List<IGrouping<string, ImportLine>> fresh,
        List<ImportLineResult> written,
        CancellationToken cancellationToken)
    {
        if (written.Count == 0)
        {
            return;
        }

        var now = clock.GetPostgresNow();
        var digests = fresh.SelectMany(group => group).ToDictionary(line => line.Number, line => line.Digest);
        var records = written.Select(result =>
            ResponseOf(result).ToStored(request.PartOf((int)result.Line, digests[result.Line]), now));
        await IdempotencyStore.AddAsync(db, [.. records], cancellationToken);
    }

    private static BufferedResponse ResponseOf(ImportLineResult result) => new(
        result.Status == ImportStatus.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK,
        new Dictionary<string, string>(),
        JsonSerializer.SerializeToUtf8Bytes(result, JsonSerializerOptions.Web));

    private async Task<List<ImportLineResult>> UpsertAsync(
        PatientDbContext db, IReadOnlyList<IGrouping<string, ImportLine>> groups, CancellationToken cancellationToken)
    {
        var now = clock.GetPostgresNow();
        // Of the lines with one external id the last one is written.
        var proposed = groups.ToDictionary(
            group => group.Key,
            group => new Patient(db.Tenant!, Guid.CreateVersion7(now), group.Last().Values!, now),
            StringComparer.Ordinal);
        var written = await PatientInsert.UpsertAsync(db, proposed.Values, cancellationToken);
        var byExternalId = written.ToDictionary(row => row.ExternalId, StringComparer.Ordinal);
        var results = new List<ImportLineResult>();
        foreach (var group in groups)
        {
            var row = byExternalId[group.Key];
            var status = row.Id == proposed[group.Key].Id ? ImportStatus.Created : ImportStatus.Updated;
            foreach (var line in group)
            {
                results.Add(line.Written(status, row.Id));
                status = ImportStatus.Updated;
            }
        }

        return results;
    }
}
