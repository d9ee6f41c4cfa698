using System.Globalization;
using PatientApi.Model;

namespace PatientApi.Audit;

/// <summary>Position in a list of entries: after this entry, towards older ones.</summary>
internal sealed record AuditPosition(DateTimeOffset At, Guid Writer, long Sequence);

/// <summary>Which entries to list.</summary>
internal sealed record AuditFilter(
    Guid? Patient, string? Client, DateTimeOffset? From, DateTimeOffset? To, int Limit)
{
    public const int MaxCursorLength = 4096;
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxClientLength = 200;

    /// <summary>The filters as a text, to which a cursor belongs.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Patient}\n{Client}\n{From:O}\n{To:O}");

    /// <summary>Reads the filters from a query.</summary>
    public static FieldErrors Read(
        string? patient, string? client, string? from, string? to, string? limit, out AuditFilter filter)
    {
        var errors = new FieldErrors();
        Guid? id = Guid.TryParseExact(patient, "D", out var parsed) ? parsed : null;
        errors.Add("patient", patient is null || id is not null ? null : "Must be a UUID.");
        errors.Add("client", client is not { Length: > MaxClientLength } && client?.Contains('\0') != true
            ? null
            : $"Must be at most {MaxClientLength} characters long, without NUL.");
        var (begin, end) = (TimeOf("from", from, errors), TimeOf("to", to, errors));
        var count = CountOf(limit);
        errors.Add("limit", count is null ? $"Must be a whole number from 1 to {MaxLimit}." : null);
        filter = new(id, client, begin, end, count ?? DefaultLimit);
        return errors;
    }

    private static DateTimeOffset? TimeOf(string field, string? text, FieldErrors errors)
    {
        if (text is null)
        {
            return null;
        }

        var isTime = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time);
        errors.Add(field, isTime ? null : "Must be a time, such as 2026-11-29T09:00:00Z.");
        return isTime ? time : null;
    }

    private static int? CountOf(string? limit) => limit switch
    {
        null => DefaultLimit,
        _ when int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= MaxLimit => count,
        _ => null,
    };
}
