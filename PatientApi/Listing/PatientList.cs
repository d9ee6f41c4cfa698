using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PatientApi.Contracts;
using PatientApi.Patients;
using PatientApi.Validation;

namespace PatientApi.Listing;

/// <summary>Answers lists.</summary>
internal static class PatientList
{
    public const int DefaultLimit = 20;
    public const int MaximumLimit = 100;
    public const int MaximumSearchLength = 200;

    /// <summary>Answers one page. The texts are read as texts, so that a wrong one gets a field error that says what is right.</summary>
    public static async Task<Results<Ok<PatientPage>, ValidationProblem>> ListAsync(
        PatientSearch patients, CursorProtector cursors, HttpContext http, string? search = null, string? cursor = null, string? limit = null)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var count = Limit(limit, errors);
        CheckSearch(search, errors);
        var after = Position(cursor, search, cursors, errors);
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var rows = await patients.NextAsync(search, after, count + 1, http.RequestAborted);
        var page = rows.Take(count).ToList();
        var next = rows.Count > count ? cursors.Protect(new PatientPosition(page[^1].LastName, page[^1].FirstName, page[^1].Id), search) : null;
        return TypedResults.Ok(new PatientPage([.. page.Select(row => row.ToResponse(includeDetails: false))], next));
    }

    private static int Limit(string? text, Dictionary<string, string[]> errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return DefaultLimit;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 1 or > MaximumLimit)
        {
            errors["limit"] = [$"Must be a whole number from 1 to {MaximumLimit}."];
        }

        return limit;
    }

    private static void CheckSearch(string? search, Dictionary<string, string[]> errors)
    {
        if (search is { Length: > MaximumSearchLength } || (search is not null && !TextRules.CanBeStored(search)))
        {
            errors["search"] = [$"Must be at most {MaximumSearchLength} characters of text."];
        }
    }

    private static PatientPosition? Position(string? cursor, string? search, CursorProtector cursors, Dictionary<string, string[]> errors)
    {
        var position = string.IsNullOrEmpty(cursor) ? null : cursors.Unprotect(cursor, search);
        if (position is null && !string.IsNullOrEmpty(cursor))
        {
            errors["cursor"] = ["Is not one of this list and this search: start again without a cursor."];
        }

        return position;
    }
}
