using System.Collections.Frozen;
using System.Text.Json;
using PatientApi.Model;
using static PatientApi.Fhir.FhirElements;

namespace PatientApi.Fhir;

/// <summary>
/// Selection rules for the types of FHIR R4. Uses that are not listed, such as <c>old</c>, belong to elements that are
/// no longer in use.
/// </summary>
internal static class FhirUses
{
    /// <summary>All uses that one of the types defines.</summary>
    public static FrozenSet<string> All { get; } = FrozenSet.ToFrozenSet(
        ["usual", "official", "temp", "nickname", "anonymous", "old", "maiden", "home", "work", "mobile", "billing"],
        StringComparer.Ordinal);

    /// <summary>
    /// HumanName: a family name and a given name are required. A name without a use counts as in use.
    /// </summary>
    public static FhirChoice Name { get; } = new(
        name => VisibleTextOf(name, "family") is not null && VisibleTextsOf(name, "given").Any(),
        [["official"], ["usual", ""], ["temp"], ["nickname"], ["anonymous"]]);

    /// <summary>ContactPoint of an e-mail address.</summary>
    public static FhirChoice Email { get; } = Contact(PatientValidator.EmailError);

    /// <summary>ContactPoint of a telephone number.</summary>
    public static FhirChoice Phone { get; } = Contact(PatientValidator.PhoneError);

    /// <summary>Address: the home address before the postal address.</summary>
    public static FhirChoice Address { get; } = new(
        SaysWhere,
        [["home"], [""], ["temp"], ["work"], ["billing"]],
        address => TextOf(address, "type") is not "postal");

    /// <summary>Returns whether an address has structured parts and not only text.</summary>
    public static bool IsInParts(JsonElement address) =>
        VisibleTextsOf(address, "line").Any()
            || ((string[])["city", "postalCode", "country"]).Any(part => VisibleTextOf(address, part) is not null);

    /// <summary>Returns whether an address has anything to display.</summary>
    public static bool SaysWhere(JsonElement address) => IsInParts(address)
        || VisibleTextOf(address, "text") is not null;

    private static FhirChoice Contact(Func<string?, string?> errorOf) => new(
        point => VisibleTextOf(point, "value") is { } value && errorOf(value) is null,
        [["home", "mobile", ""], ["work"], ["temp"]]);
}
