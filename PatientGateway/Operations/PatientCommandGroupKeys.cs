using System.Net.Mime;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Requests;

namespace PatientGateway.Operations;

/// <summary>
/// Group keys of pending writes of one patient: its id, and its external id, which a new patient has before its id. If
/// a write need not be queued, faults in its body are ignored here; the API reports them.
/// </summary>
internal static class PatientCommandGroupKeys
{
    public static List<string> Of(PatientWrite write, Guid? assignedId = null) =>
        [.. ((string?[])[
            IdKey(write.Id ?? assignedId), ExternalIdKey(write.ExternalId ?? ExternalIdIn(write))
        ]).OfType<string>()];

    /// <summary>
    /// Returns the first fault, with its field, of a write that is to be queued; <see langword="null"/> if the gateway
    /// finds none.
    /// </summary>
    public static (string Field, string Fault)? FaultOf(PatientWrite write)
    {
        if (write.Payload is not { } payload || !RequestContentType.IsJson(payload.ContentType))
        {
            return (HeaderNames.ContentType, $"Must be {MediaTypeNames.Application.Json}, in UTF-8.");
        }

        try
        {
            var patient = JsonSerializer.Deserialize<PatientRequest>(payload.Body.Span, Strict);
            return patient is null ? ("body", "Must be a JSON object.")
                : write.Id is null && write.ExternalId is null && PatientText.NormalizeExternalId(patient.ExternalId
                    ?? "").Length == 0 ? ("externalId", "Required.")
                : null;
        }
        catch (JsonException exception)
        {
            return (exception.Path is ['$', '.', .. var field]
                ? field
                : "body", "Is not valid JSON for this request: check syntax, types and formats (dates as yyyy-MM-dd).");
        }
    }

    private static JsonSerializerOptions Strict { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false
    };

    private static string? IdKey(Guid? id) => id is null ? null : $"id {id:D}";

    private static string? ExternalIdKey(string? externalId) =>
        externalId is null ? null : $"external id {PatientText.NormalizeExternalId(externalId)}";

    private static string? ExternalIdIn(PatientWrite write)
    {
        if (write.Payload is not { } payload)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<ExternalIdOnly>(payload.Body.Span, JsonSerializerOptions.Web)?.ExternalId;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record ExternalIdOnly(string? ExternalId) : PatientData;
}
