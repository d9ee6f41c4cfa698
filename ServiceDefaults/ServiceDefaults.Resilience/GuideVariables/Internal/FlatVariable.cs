using ServiceDefaults.Settings;

namespace ServiceDefaults.GuideVariables.Internal;

/// <summary>One flat variable of the guide, or a pattern with a service name.</summary>
internal sealed class FlatVariable(string pattern, params (string Key, Func<string, string> Read)[] settings)
{
    // The names of the kinds of dependencies, which are defined in a folder that comes later.
    public const string HttpKind = "Http";
    public const string CacheKind = "Cache";

    private const char Service = '*';

    private readonly string[] _parts = pattern.Split(Service);

    public static IReadOnlyList<string> AllKinds { get; } = [HttpKind, "Database", CacheKind, "Worker"];

    public string Pattern => pattern;

    public IReadOnlyList<(string Key, Func<string, string> Read)> Settings => settings;

    /// <summary>
    /// The kinds to which a variable for all services applies. Each kind has its own values, which would override the
    /// defaults.
    /// </summary>
    public IReadOnlyList<string> Kinds { get; init; } = AllKinds;

    /// <summary>A setting outside the pipelines with the same value.</summary>
    public string? Also { get; init; }

    /// <summary>Returns whether a name matches this variable, and the sections of its settings.</summary>
    public bool TryMatch(string name, out IReadOnlyList<string> sections)
    {
        sections = [];
        if (_parts.Length == 1)
        {
            sections = [ResilienceSections.Defaults, .. Kinds.Select(kind => $"{ResilienceSections.Kinds}:{kind}")];
            return string.Equals(name, pattern, StringComparison.OrdinalIgnoreCase);
        }

        var (before, after) = (_parts[0], _parts[1]);
        if (name.Length <= before.Length + after.Length
            || !name.StartsWith(before, StringComparison.OrdinalIgnoreCase)
            || !name.EndsWith(after, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var pipeline = name[before.Length..^after.Length].Replace('_', '-').ToLowerInvariant();
        sections = [$"{ResilienceSections.Pipelines}:{pipeline}"];
        return true;
    }
}
