using System.Globalization;
using System.Text.Json;
using PatientApi.Contracts;
using PatientApi.Data;
using PatientApi.Patients;
using PatientApi.Validation;

namespace PatientApi.Import;

/// <summary>A line that was understood, or why it was not.</summary>
internal readonly record struct ReadPatient(Patient? Patient, string? ExternalId, ImportProblem? Problem)
{
    public static ReadPatient Failed(string title, string detail, string? externalId = null) => new(Patient: null, externalId, new ImportProblem(title, detail));
}

/// <summary>
/// Reads a FHIR R4 Patient: <c>id</c> becomes the external id, the official name (else the first) the names, <c>telecom</c> phone and
/// e-mail, and the whole resource the details.
/// </summary>
internal sealed class FhirPatientReader(PatientValidator validator, TimeProvider time)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    public ReadPatient Read(byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            return Read(document.RootElement.Clone());
        }
        catch (JsonException broken)
        {
            return ReadPatient.Failed("Not a line of JSON.", $"It is broken at byte {broken.BytePositionInLine}: one whole JSON object a line, in UTF-8.");
        }
        catch (InvalidOperationException)
        {
            // How System.Text.Json says that a text is no valid Unicode.
            return ReadPatient.Failed("Not a line of JSON.", "A text in it is not valid Unicode.");
        }
    }

    private ReadPatient Read(JsonElement resource)
    {
        if (resource.ValueKind != JsonValueKind.Object || Text(resource, "resourceType") != "Patient")
        {
            return ReadPatient.Failed("Not a Patient.", "Only resources with resourceType Patient are imported.");
        }

        var externalId = Text(resource, "id");
        var name = Name(resource);
        var request = new PatientRequest
        {
            FirstName = GivenNames(name),
            LastName = Text(name, "family"),
            Email = Telecom(resource, "email"),
            Phone = Telecom(resource, "phone"),
            BirthDate = DateOnly.TryParseExact(Text(resource, "birthDate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
            Details = resource,
        };
        return validator.Validate(request, externalId) is { Count: > 0 } errors
            ? ReadPatient.Failed("Not a patient that can be stored.", string.Join(' ', errors.Select(error => $"{FhirName(error.Key)}: {error.Value[0]}")), externalId)
            : new ReadPatient(request.ToPatient(externalId!, time.GetUtcNow()), externalId, Problem: null);
    }

    private static string FhirName(string field) => field switch
    {
        "externalId" => "id",
        "firstName" => "name.given",
        "lastName" => "name.family",
        "email" or "phone" => $"telecom ({field})",
        "details" => "resource",
        _ => field,
    };

    private static JsonElement Name(JsonElement resource)
    {
        var names = Array(resource, "name").ToList();
        var official = names.FirstOrDefault(name => Text(name, "use") == "official");
        return official.ValueKind == JsonValueKind.Object ? official : names.FirstOrDefault();
    }

    private static string? GivenNames(JsonElement name)
    {
        var given = Array(name, "given").Where(part => part.ValueKind == JsonValueKind.String).Select(part => part.GetString());
        return string.Join(' ', given) is { Length: > 0 } joined ? joined : null;
    }

    private static string? Telecom(JsonElement resource, string system) =>
        Array(resource, "telecom").Where(contact => Text(contact, "system") == system).Select(contact => Text(contact, "value")).FirstOrDefault(value => value is not null);

    private static JsonElement.ArrayEnumerator Array(JsonElement parent, string property) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    private static string? Text(JsonElement parent, string property) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
