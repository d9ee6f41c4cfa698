using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Settings;

/// <summary>The effective numbers, by their setting names.</summary>
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

    /// <summary>Asserts a whole table of options, so that a failure shows every wrong number.</summary>
    public static void AssertAre(DependencyOptions options, params (string Path, string Value)[] expected) =>
        Assert.Equal(expected, expected.Select(row => (row.Path, Of(options, row.Path))));

    /// <summary>The options of one dependency in a host with these settings.</summary>
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
