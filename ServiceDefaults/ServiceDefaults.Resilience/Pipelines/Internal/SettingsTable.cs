using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;
using ServiceDefaults.Settings.Internal;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>Formats a table of every option in force for each pipeline, with its value and source.</summary>
internal sealed class SettingsTable(
    DependencyCatalog catalog,
    IOptionsMonitor<DependencyOptions> options,
    IConfiguration configuration,
    SettingsReloads reloads)
{
    private const string Code = "code";

    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    private static readonly HashSet<(string, string)> BuiltIn = [.. Flatten(new DependencyOptions())];

    public string Print()
    {
        string[] header = ["PIPELINE", "OPTION", "VALUE", "FROM"];
        string[][] rows = [header, .. catalog.All.SelectMany(RowsOf)];
        var widths = Enumerable.Range(0, header.Length - 1)
            .Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendJoin("  ", row.Select(
                (cell, column) => column < widths.Length ? cell.PadRight(widths[column]) : cell)).Append('\n');
        }

        return text.ToString();
    }

    private IEnumerable<string[]> RowsOf(DependencyRegistration dependency)
    {
        var isRefused = reloads.Rejected.ContainsKey(dependency.Name);
        IConfigurationSection[] sections = isRefused
            ? []
            : [.. DependencyOptionsSetup.SectionsOf(dependency, configuration)];
        var inForce = options.Get(dependency.Name);
        return Flatten(inForce).Where(option => SettingsInForce.Has(dependency, inForce, option.Path))
            .Select(option => new[]
        {
            dependency.Name,
            option.Path,
            option.Value,
            isRefused ? "before a change that is refused" : Origin(sections, option.Path, option.Value),
        });
    }

    private static IEnumerable<(string Path, string Value)> Flatten(DependencyOptions options) =>
        Flatten(string.Empty, JsonSerializer.SerializeToNode(options, Json));

    private static IEnumerable<(string Path, string Value)> Flatten(string path, JsonNode? node) =>
        node is JsonObject members
            ? members.SelectMany(
                member => Flatten(path.Length == 0 ? member.Key : $"{path}:{member.Key}", member.Value))
            : [(path, node?.ToString() ?? "-")];

    private string Origin(IConfigurationSection[] sections, string path, string value)
    {
        foreach (var section in sections.Reverse())
        {
            if (section[path] is { } configured)
            {
                return Same(configured, value) ? $"{section.Path} in {SourceOf($"{section.Path}:{path}")}" : Code;
            }
        }

        return BuiltIn.Contains((path, value)) ? "built in" : Code;
    }

    private string SourceOf(string key) => (configuration as IConfigurationRoot)?.Providers.Reverse()
        .FirstOrDefault(provider => provider.TryGet(key, out _)) switch
    {
        JsonConfigurationProvider file => file.Source.Path ?? "a file",
        EnvironmentVariablesConfigurationProvider => "the environment",
        CommandLineConfigurationProvider => "the command line",
        { } other => other.ToString() ?? other.GetType().Name,
        null => "the configuration",
    };

    // Compares by value, because numbers and durations can be written in several ways.
    private static bool Same(string configured, string value) =>
        string.Equals(configured, value, StringComparison.OrdinalIgnoreCase)
        || (TimeSpan.TryParse(configured, out var one) && TimeSpan.TryParse(value, out var other) && one == other)
        || (TryRead(configured, out var number) && TryRead(value, out var another) && number.Equals(another));

    private static bool TryRead(string text, out double number) => double.TryParse(
        text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
