using System.Text;

namespace PatientApi.Tests.Import;

/// <summary>Lines of FHIR R4 NDJSON about invented people.</summary>
internal static class FhirLines
{
    public static string Patient(string id, string family = "Doe", string extra = "") =>
        $$"""{"resourceType":"Patient","id":"{{id}}","name":[{"use":"maiden","family":"Before"},"""
        + $$"""{"use":"official","family":"{{family}}","given":["Jane","Q"]}],"birthDate":"1980-02-29"{{extra}}}""";

    public static byte[] Utf8(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));
}
