using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Settings;

/// <summary>The numbers in force, by the names that they have in the settings.</summary>
internal static class Numbers
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>All options as text.</summary>
    public static string All(DependencyOptions options) => JsonSerializer.Serialize(options, Json);

    /// <summary>One option as text.</summary>
    public static string Of(DependencyOptions options, string path)
    {
        JsonNode? node = JsonSerializer.SerializeToNode(options, Json);
        foreach (var name in path.Split(':'))
        {
            node = node![name];
        }

        return node!.ToString();
    }

    /// <summary>
    /// Checks a table of options, all of it at once, so that a failure shows every number that is wrong.
    /// </summary>
    public static void AssertAre(DependencyOptions options, params (string Path, string Value)[] expected) =>
        Assert.Equal(expected, expected.Select(row => (row.Path, Of(options, row.Path))));

    /// <summary>The options of one dependency in a host of these settings.</summary>
    public static DependencyOptions In(
        string environment,
        DependencyKind kind,
        Dictionary<string, string?>? settings = null,
        Action<DependencyOptions>? configure = null)
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(kind, configure), settings, environment);
        return host.OptionsOf();
    }
}
