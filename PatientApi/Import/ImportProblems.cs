using PatientApi.Contracts;

namespace PatientApi.Import;

/// <summary>Problems of a line. The texts contain field names, never values.</summary>
internal static class ImportProblems
{
    public static ImportProblem InvalidUtf8 { get; } = new(
        "Invalid UTF-8", "The line is not valid UTF-8. Convert the file to UTF-8 and send the line again.");

    public static ImportProblem InvalidJson { get; } = new(
        "Invalid JSON",
        "The line is not one complete JSON object without duplicate names. The line may have been cut off.");

    public static ImportProblem NotAPatient { get; } = new(
        "Not a Patient", "Only FHIR R4 resources with resourceType Patient are imported.");

    public static ImportProblem Refused { get; } = new(
        "Rejected by the database", "The database rejects the values of this line. No other line is affected.");

    public static ImportProblem KeyReused { get; } = new(
        "Idempotency-Key reused", "Another line with this number was imported under this Idempotency-Key. Send the "
            + "same lines in the same order, or make a new key.");

    public static ImportProblem DatabaseUnavailable { get; } = new(
        "Database unavailable",
        "The line may not have been stored. Send it again; importing the same line twice is safe.");

    public static ImportProblem NotTried { get; } = new(
        "Skipped", "An earlier line could not be stored, so this line was skipped. It is stored only if an earlier "
            + "attempt at this import stored it. Send the import again with the same Idempotency-Key.");

    public static ImportProblem TooLong(int maxLineBytes) => new(
        "Line too long", $"A line may have at most {maxLineBytes} bytes. It was skipped.");

    public static ImportProblem InvalidPatient(IReadOnlyDictionary<string, string[]> errors) => new(
        "Invalid patient",
        string.Join(' ', errors.Select(error => $"{FhirElementOf(error.Key)}: {string.Join(' ', error.Value)}")));

    // The sender uses the elements of FHIR and not the fields of this service.
    private static string FhirElementOf(string field) => field switch
    {
        "externalId" => "id",
        "firstName" => "name.given",
        "lastName" => "name.family",
        "email" => "telecom (email)",
        "phone" => "telecom (phone)",
        "details" => "the resource",
        _ => field,
    };
}
