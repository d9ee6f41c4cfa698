using System.Collections.Frozen;
using System.Text.Json;
using PatientApi.Patients;
using static PatientApi.Fhir.FhirElements;

namespace PatientApi.Fhir;

/// <summary>What each type of FHIR R4 is chosen by. Uses that are not listed, such as <c>old</c>, are of elements that are in use no more.</summary>
internal static class FhirUses
{
    /// <summary>Every use that one of the types knows.</summary>
    public static FrozenSet<string> All { get; } = FrozenSet.ToFrozenSet(
        ["usual", "official", "temp", "nickname", "anonymous", "old", "maiden", "home", "work", "mobile", "billing"], StringComparer.Ordinal);

    /// <summary>HumanName: a family name and a given name are needed. A name is in use unless it says otherwise.</summary>
    public static FhirChoice Name { get; } = new(
        name => VisibleTextOf(name, "family") is not null && VisibleTextsOf(name, "given").Any(),
        [["official"], ["usual", ""], ["temp"], ["nickname"], ["anonymous"]]);

    /// <summary>ContactPoint of e-mail.</summary>
    public static FhirChoice Email { get; } = Contact(PatientValidator.EmailError);

    /// <summary>ContactPoint of a telephone.</summary>
    public static FhirChoice Phone { get; } = Contact(PatientValidator.PhoneError);

    /// <summary>Address: where somebody lives, before where somebody gets post.</summary>
    public static FhirChoice Address { get; } = new(
        SaysWhere,
        [["home"], [""], ["temp"], ["work"], ["billing"]],
        address => TextOf(address, "type") is not "postal");

    /// <summary>Whether an address says more than its text.</summary>
    public static bool IsInParts(JsonElement address) =>
        VisibleTextsOf(address, "line").Any() || ((string[])["city", "postalCode", "country"]).Any(part => VisibleTextOf(address, part) is not null);

    /// <summary>Whether an address says anything that can be shown.</summary>
    public static bool SaysWhere(JsonElement address) => IsInParts(address) || VisibleTextOf(address, "text") is not null;

    private static FhirChoice Contact(Func<string?, string?> errorOf) => new(
        point => VisibleTextOf(point, "value") is { } value && errorOf(value) is null,
        [["home", "mobile", ""], ["work"], ["temp"]]);
}
