using System.Net.Mime;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Requests;

namespace PatientGateway.Operations;

/// <summary>
/// By what writes of one patient find each other while they wait: the id, and the external id, which is all there is before there is an id. What is in
/// the body is read leniently where nothing has to wait; the API says what is wrong with it.
/// </summary>
internal static class PatientCommandSubjects
{
    public static List<string> Of(PatientWrite write, Guid? assignedId = null) =>
        [.. ((string?[])[IdSubject(write.Id ?? assignedId), ExternalSubject(write.ExternalId ?? ExternalIdIn(write))]).OfType<string>()];

    /// <summary>What is wrong with a write that is to wait, by field; <see langword="null"/> when nothing is that can be seen here.</summary>
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
                : write.Id is null && write.ExternalId is null && PatientText.NormalizeExternalId(patient.ExternalId ?? "").Length == 0 ? ("externalId", "Required.")
                : null;
        }
        catch (JsonException exception)
        {
            return (exception.Path is ['$', '.', .. var field] ? field : "body", "Is not JSON that can be read here: check syntax, type and format (dates as yyyy-MM-dd).");
        }
    }

    private static JsonSerializerOptions Strict { get; } = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false };

    private static string? IdSubject(Guid? id) => id is null ? null : $"id {id:D}";

    private static string? ExternalSubject(string? externalId) => externalId is null ? null : $"external id {PatientText.NormalizeExternalId(externalId)}";

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

    private sealed record ExternalIdOnly(string? ExternalId);
}
