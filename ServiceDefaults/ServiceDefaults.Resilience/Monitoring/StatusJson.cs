using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceDefaults.Monitoring;

/// <summary>How <see cref="ResilienceStatus"/> is written, whatever the JSON settings of the service are.</summary>
public static class StatusJson
{
    /// <summary>Names in camel case, enumerations by name.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
