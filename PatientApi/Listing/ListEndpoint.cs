using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PatientApi.Contracts;
using PatientApi.Errors;
using PatientApi.Model;
using PatientApi.Patients;
using ServiceDefaults.Callers;

namespace PatientApi.Listing;

/// <summary>Endpoint that lists patients, one page at a time.</summary>
internal static class ListEndpoint
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxSearchLength = PatientValidator.MaxNameLength;
    private const int MaxCursorLength = 4096;

    public static async Task<Results<Ok<PatientPage>, ProblemHttpResult>> ListAsync(
        [Description("Prefix of first name, last name or externalId, without regard to case and diacritics; at most "
            + "200 characters.")] string? search,
        [Description("nextCursor of the previous page; valid for the same search only.")] string? cursor,
        [Description("Page size, 1 to 100; default 20.")] string? limit,
        PatientSearch patients,
        CursorProtector cursors,
        ICallerContext caller,
        CancellationToken cancellationToken)
    {
        var prefix = PatientText.Normalize(search ?? "");
        var count = CountOf(limit);
        var errors = new FieldErrors();
        errors.Add("limit", count is null ? $"Must be a whole number from 1 to {MaxLimit}." : null);
        errors.Add("search", SearchError(prefix));
        PatientPosition? after = null;
        var tenant = caller.Tenant;
        // An invalid search has no key, so that no cursor can belong to it.
        var key = errors.Has("search") ? null : SearchKey.Of(prefix);
        errors.Add("cursor", IsUsable(cursor, tenant, key, cursors, out after)
            ? null
            : "Is not a cursor of this search. Start again without a cursor.");
        if (errors.ToDictionary() is { Count: > 0 } faults)
        {
            return Problems.Invalid(faults);
        }

        // Reads one more than requested to find out whether there is another page.
        var rows = await patients.FindAsync(key!, after, count!.Value + 1, cancellationToken);
        var page = rows.Take(count.Value).ToList();
        var next = rows.Count > page.Count ? cursors.Protect(PositionOf(page[^1]), tenant, key!) : null;
        return TypedResults.Ok(new PatientPage([.. page.Select(row => row.ToResponse())], next));
    }

    private static PatientPosition PositionOf(PatientRow row) => new(row.LastName, row.FirstName, row.Id);

    private static int? CountOf(string? limit) => limit switch
    {
        null => DefaultLimit,
        _ when int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= MaxLimit => count,
        _ => null,
    };

    private static string? SearchError(string search) => search switch
    {
        { Length: > MaxSearchLength } => $"Must be at most {MaxSearchLength} characters long.",
        _ when search.Any(char.IsControl)
            || PatientText.HasLoneSurrogate(search) => "Must not contain control characters or half of a character.",
        _ => null,
    };

    private static bool IsUsable(
        string? cursor, string tenant, string? key, CursorProtector cursors, out PatientPosition? after)
    {
        after = null;
        return cursor is null
            || (cursor.Length <= MaxCursorLength && key is not null
                && cursors.TryUnprotect(cursor, tenant, key, out after));
    }
}
