namespace ServiceDefaults.Authorization.Internal;

/// <summary>
/// The form of the names of clients, tenants and tiers. They become part of logs, metrics and keys, where a line break
/// or an endless text would do harm.
/// </summary>
internal static class CallerName
{
    public const string Rule = "1 to 200 printable ASCII characters without spaces";

    private const int MaxLength = 200;

    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
