using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using PatientApi.Contracts;
using PatientApi.Data;
using PatientApi.Errors;
using PatientApi.Listing;
using ServiceDefaults.Callers;

namespace PatientApi.Audit;

/// <summary>Endpoints of the audit trail.</summary>
internal static class AuditEndpoints
{
    private const string CursorPurpose = "audit cursor";

    public static async Task<Results<NoContent, ProblemHttpResult>> AppendAsync(
        AuditBatch batch, AuditStore store, CancellationToken cancellationToken)
    {
        if (batch.Entries is not { Count: > 0 and <= AuditBatch.MaxEntries })
        {
            return Problems.Invalid("entries", $"Must be 1 to {AuditBatch.MaxEntries} entries.");
        }

        foreach (var (index, entry) in batch.Entries.Index())
        {
            if (entry is null || entry.At >= AuditMonth.Latest.Time)
            {
                return Problems.Invalid($"entries[{index}]", "Must be an entry with a time before December 9999.");
            }
        }

        await store.AppendAsync(batch, cancellationToken);
        return TypedResults.NoContent();
    }

    public static async Task<Results<Ok<AuditPage>, ProblemHttpResult>> ListAsync(
        [Description("Only entries about this patient, by id.")] string? patient,
        [Description("Only entries of this client.")] string? client,
        [Description("Only entries from this time on, such as 2026-11-29T09:00:00Z.")] string? from,
        [Description("Only entries before this time.")] string? to,
        [Description("nextCursor of the previous page; valid for the same filters only.")] string? cursor,
        [Description("Page size, 1 to 100; default 20.")] string? limit,
        AuditStore store,
        CursorProtector cursors,
        ICallerContext caller,
        CancellationToken cancellationToken)
    {
        var errors = AuditFilter.Read(patient, client, from, to, limit, out var filter);
        AuditPosition? after = null;
        errors.Add("cursor", cursor is null || (cursor.Length <= AuditFilter.MaxCursorLength
            && cursors.TryUnprotect(CursorPurpose, cursor, caller.Tenant, filter.Key, out after))
            ? null
            : "Is not a cursor of these filters. Start again without a cursor.");
        if (errors.ToDictionary() is { Count: > 0 } faults)
        {
            return Problems.Invalid(faults);
        }

        // Reads one more than requested to find out whether there is another page.
        var rows = await store.ListAsync(filter, after, cancellationToken);
        var page = rows.Take(filter.Limit).ToList();
        var next = rows.Count > page.Count
            ? cursors.Protect(
                CursorPurpose,
                new AuditPosition(page[^1].At, page[^1].Writer, page[^1].Sequence),
                caller.Tenant,
                filter.Key)
            : null;
        return TypedResults.Ok(new AuditPage(page, next));
    }

    public static async Task<Results<Ok<AuditVerification>, ProblemHttpResult>> VerifyAsync(
        AuditVerificationRequest request, AuditVerifier verifier, CancellationToken cancellationToken)
    {
        var texts = request.Anchors ?? [];
        if (texts.Count > AuditVerificationRequest.MaxAnchors)
        {
            return Problems.Invalid("anchors", $"Must be at most {AuditVerificationRequest.MaxAnchors} anchors.");
        }

        var anchors = new List<AuditHead>(texts.Count);
        foreach (var (index, text) in texts.Index())
        {
            if (!AuditHead.TryParse(text, out var head))
            {
                return Problems.Invalid($"anchors[{index}]", "Must be writer/sequence/mac, as the gateway logs it.");
            }

            anchors.Add(head);
        }

        return TypedResults.Ok(await verifier.VerifyAsync(anchors, request.Writer, cancellationToken));
    }
}
