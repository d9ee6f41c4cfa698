namespace ServiceDefaults.Settings.Internal;

/// <summary>One of the guide's variables, or all of one form.</summary>
internal sealed class FlatVariable(string pattern, params (string Key, Func<string, string> Read)[] settings)
{
    private const char Service = '*';

    private readonly string[] _parts = pattern.Split(Service);

    public string Pattern => pattern;

    public IReadOnlyList<(string Key, Func<string, string> Read)> Settings => settings;

    public bool TryMatch(string name, out string section)
    {
        section = ResilienceSections.Defaults;
        if (_parts.Length == 1)
        {
            return string.Equals(name, pattern, StringComparison.OrdinalIgnoreCase);
        }

        var (before, after) = (_parts[0], _parts[1]);
        if (name.Length <= before.Length + after.Length
            || !name.StartsWith(before, StringComparison.OrdinalIgnoreCase)
            || !name.EndsWith(after, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        section = $"{ResilienceSections.Pipelines}:{name[before.Length..^after.Length].Replace('_', '-').ToLowerInvariant()}";
        return true;
    }
}
