using System.Globalization;

namespace PatientApi.Data;

/// <summary>A month in UTC, for which the audit entries have a partition.</summary>
/// <param name="Start">Its first day.</param>
internal readonly record struct AuditMonth(DateOnly Start)
{
    private const string Prefix = $"{AuditSchema.Entries}_";
    private const string Format = "yyyyMM";

    /// <summary>The last month of the calendar. It has no partition, because its end cannot be represented.</summary>
    public static AuditMonth Latest => Of(DateTimeOffset.MaxValue);

    /// <summary>The month after this one.</summary>
    public AuditMonth Next => new(Start.AddMonths(1));

    /// <summary>Name of the partition.</summary>
    public string Table => Prefix + Start.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>End of the month: its partition holds no entry from then on.</summary>
    public DateTimeOffset End => new(Next.Start.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>Begin of the month.</summary>
    public DateTimeOffset Time => new(Start.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    public static AuditMonth Of(DateTimeOffset time) => new(new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1));

    /// <summary>Returns the month of a partition; <see langword="null"/> for a table of another name.</summary>
    public static AuditMonth? OfTable(string table) => table.StartsWith(Prefix, StringComparison.Ordinal)
        && DateOnly.TryParseExact(
            $"{table[Prefix.Length..]}01",
            $"{Format}dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day)
        ? new(day)
        : null;
}
