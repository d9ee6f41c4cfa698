using System.Text.Encodings.Web;
using System.Text.Json;

namespace PatientApi.Contracts;

/// <summary>How patients are read from JSON and written to it between and inside of the services.</summary>
public static class PatientJson
{
    /// <summary>The options of the web, with the depth of everything that was ever accepted, and without escapes that make names longer than they are.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = PatientLimits.MaxReadableDepth,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
