using System.Text.Json;
using System.Text.Json.Serialization;

namespace Drills.History;

/// <summary>A history as JSON lines, one operation a line: of a violation, to be read and checked again.</summary>
public static class HistoryFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes a history.</summary>
    public static async Task WriteAsync(
        string path, IEnumerable<Operation> history, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(path);
        foreach (var operation in history)
        {
            await writer.WriteLineAsync(JsonSerializer.Serialize(operation, Options).AsMemory(), cancellationToken);
        }
    }

    /// <summary>Reads a history.</summary>
    public static async Task<IReadOnlyList<Operation>> ReadAsync(string path, CancellationToken cancellationToken) =>
        [.. (await File.ReadAllLinesAsync(path, cancellationToken)).Select(
            line => JsonSerializer.Deserialize<Operation>(line, Options)!)];
}
