using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

namespace ServiceDefaults.Settings.Internal;

/// <summary>The files that come with this assembly: one for every environment, and one for each.</summary>
internal static class EmbeddedProfiles
{
    private const string Prefix = "resilience.";
    private const string Suffix = ".json";

    private static readonly EmbeddedFileProvider Files = new(typeof(EmbeddedProfiles).Assembly, baseNamespace: string.Empty);

    public static IConfigurationSource Common { get; } = SourceOf("resilience.json");

    public static IReadOnlyList<string> Names { get; } =
    [
        .. Files.GetDirectoryContents(string.Empty)
            .Select(file => file.Name)
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length > Prefix.Length + Suffix.Length - 1)
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The profile of an environment. To fall back to any other would be to guess, and a lenient guess can cost a system.</summary>
    public static IConfigurationSource Of(string name) =>
        Names.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) is { } profile
            ? SourceOf($"{Prefix}{profile}{Suffix}")
            : throw new SettingsException(
                $"There is no resilience profile for the environment '{name}'. Run in one of {string.Join(", ", Names)}, "
                + $"or set {ResilienceSections.Profile} (Resilience__Profile) to the one that fits.");

    // Not from a stream: a stream can be read once, and any change of the sources reads all of them again.
    private static JsonConfigurationSource SourceOf(string file) => new() { FileProvider = Files, Path = file, Optional = false, ReloadOnChange = false };
}
