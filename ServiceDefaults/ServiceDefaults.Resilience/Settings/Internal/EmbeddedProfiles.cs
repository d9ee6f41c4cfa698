using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

namespace ServiceDefaults.Settings.Internal;

/// <summary>The settings files embedded in this assembly: one for all environments, and one for each.</summary>
internal static class EmbeddedProfiles
{
    private const string Prefix = "resilience.";
    private const string Suffix = ".json";

    private static readonly EmbeddedFileProvider Files = new(
        typeof(EmbeddedProfiles).Assembly, baseNamespace: string.Empty);

    public static IConfigurationSource Common { get; } = SourceOf("resilience.json");

    public static IReadOnlyList<string> Names { get; } =
    [
        .. Files.GetDirectoryContents(string.Empty)
            .Select(file => file.Name)
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)
                && name.Length > Prefix.Length + Suffix.Length - 1)
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Returns the profile of an environment. There is no default profile, because one that is too lenient for the
    /// environment can cause an outage.
    /// </summary>
    public static IConfigurationSource Of(string name) =>
        Names.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) is { } profile
            ? SourceOf($"{Prefix}{profile}{Suffix}")
            : throw new SettingsException(
                $"No resilience profile exists for environment '{name}'. Use one of {string.Join(", ", Names)}, "
                + $"or set {ResilienceSections.Profile} (Resilience__Profile) to the one that fits.");

    // A stream can be read only once, and every change of the configuration sources reads all of them again.
    private static JsonConfigurationSource SourceOf(string file) =>
        new() { FileProvider = Files, Path = file, Optional = false, ReloadOnChange = false };
}
