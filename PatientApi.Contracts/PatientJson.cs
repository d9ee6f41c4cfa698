using System.Text.Encodings.Web;
using System.Text.Json;

namespace PatientApi.Contracts;

/// <summary>JSON settings for patients, within and between the services.</summary>
public static class PatientJson
{
    /// <summary>
    /// Web defaults, with a depth that reads everything ever accepted, and without escapes that lengthen names.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = PatientLimits.MaxReadableDepth,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
