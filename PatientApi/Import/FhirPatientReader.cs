using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Extensions.Options;
using PatientApi.Fhir;
using PatientApi.Model;
using ServiceDefaults.Globalization;

namespace PatientApi.Import;

/// <summary>
/// Reads a line as a FHIR R4 Patient. It checks the syntax; <see cref="PatientValidator"/> checks the values.
/// </summary>
internal sealed class FhirPatientReader(PatientValidator validator, IOptions<ImportOptions> options, TimeProvider clock)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r"u8);

    /// <summary>Returns the parsed line, or <see langword="null"/> if it is blank.</summary>
    public ImportLine? Read(NdjsonLine line)
    {
        if (line.IsTooLong)
        {
            return ImportLine.Faulty(line.Number, ImportProblems.TooLong(options.Value.MaxLineBytes));
        }

        // On every line, because concatenated files have byte order marks in the middle.
        var bytes = ByteOrderMark.Skip(line.Bytes.IsSingleSegment ? line.Bytes.First : line.Bytes.ToArray());

        if (!bytes.Span.ContainsAnyExcept(Blanks))
        {
            return null;
        }

        // The JSON reader does not reject invalid UTF-8 within strings.
        return Utf8.IsValid(bytes.Span)
            ? Parse(line.Number, bytes)
            : ImportLine.Faulty(line.Number, ImportProblems.InvalidUtf8);
    }

    private ImportLine Parse(long number, ReadOnlyMemory<byte> json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Strict);
        }
        catch (JsonException)
        {
            return JsonbValidator.IsTooDeep(json.Span)
                ? Unstorable(number, JsonbValidator.TooDeep)
                : ImportLine.Faulty(number, ImportProblems.InvalidJson);
        }
        catch (InvalidOperationException)
        {
            // Finding duplicate names requires decoding them, which fails on half of a surrogate pair.
            return Unstorable(number, JsonbValidator.NotText);
        }

        using (document)
        {
            return Map(number, document.RootElement, json);
        }
    }

    private ImportLine Map(long number, JsonElement resource, ReadOnlyMemory<byte> json)
    {
        if (resource.ValueKind != JsonValueKind.Object)
        {
            return ImportLine.Faulty(number, ImportProblems.InvalidJson);
        }

        if (JsonbValidator.FaultOf(resource) is { } fault)
        {
            return Unstorable(number, fault);
        }

        if (FhirElements.TextOf(resource, "resourceType") is not "Patient")
        {
            return ImportLine.Faulty(number, ImportProblems.NotAPatient);
        }

        var request = FhirPatient.ToRequest(resource, clock.GetUtcNow());
        var errors = validator.Validate(request);
        FhirFaults.Explain(errors, request, resource);
        return errors.Count == 0
            ? ImportLine.Valid(number, PatientValidator.ValuesOf(request), SHA256.HashData(json.Span))
            : ImportLine.Faulty(
                number,
                ImportProblems.InvalidPatient(errors),
                errors.ContainsKey("externalId") ? null : request.ExternalId);
    }

    private static ImportLine Unstorable(long number, string fault) =>
        ImportLine.Faulty(number, ImportProblems.InvalidPatient(
            new Dictionary<string, string[]>(StringComparer.Ordinal) { ["details"] = [fault] }));
}
