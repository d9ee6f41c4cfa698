using System.Diagnostics.CodeAnalysis;

namespace ServiceDefaults.Errors;

/// <summary>
/// The names of <see cref="ErrorCategory"/> in problem details, metrics and logs. They are those of the guide.
/// </summary>
public static class ErrorCategoryNames
{
    private static readonly Dictionary<string, ErrorCategory> Categories =
        Enum.GetValues<ErrorCategory>().ToDictionary(ToName, StringComparer.Ordinal);

    /// <summary>Returns the name of a category, such as <c>service_unavailable</c>.</summary>
    /// <param name="category">The category.</param>
    /// <returns>The name in snake case.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined in the enumeration.</exception>
    public static string ToName(this ErrorCategory category) => category switch
    {
        ErrorCategory.Unknown => "unknown",
        ErrorCategory.ServiceUnavailable => "service_unavailable",
        ErrorCategory.SystemBusy => "system_busy",
        ErrorCategory.Timeout => "timeout",
        ErrorCategory.RateLimit => "rate_limit",
        ErrorCategory.BusinessLogic => "business_logic",
        ErrorCategory.NotFound => "not_found",
        ErrorCategory.Conflict => "conflict",
        _ => throw new ArgumentOutOfRangeException(nameof(category), category, "Use a defined ErrorCategory."),
    };

    /// <summary>
    /// Parses a name. The comparison is exact, because a similar word of another system may mean something else.
    /// </summary>
    /// <param name="name">The name as received.</param>
    /// <param name="category">The category, or <see cref="ErrorCategory.Unknown"/>.</param>
    /// <returns>Whether the name is that of a category.</returns>
    public static bool TryParse([NotNullWhen(true)] string? name, out ErrorCategory category)
    {
        category = ErrorCategory.Unknown;
        return name is not null && Categories.TryGetValue(name, out category);
    }
}
