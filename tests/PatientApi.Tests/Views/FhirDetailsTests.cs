using PatientApi.Views;

namespace PatientApi.Tests.Views;

/// <summary>Details as other systems send them: elements that do not conform to FHIR count as absent.</summary>
public sealed class FhirDetailsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"communication":[{"language":{"text":"Turkish","coding":[{"display":"other"}]}}]}""", "Turkish")]
    [InlineData("""{"communication":[{"language":{"coding":[{"system":"x"},{"code":"tr"}]}}]}""", "tr")]
    [InlineData("""{"communication":[{"language":{"text":"A"}},{"language":{"text":"B"},"preferred":true}]}""", "B")]
    [InlineData("""{"communication":[{"language":{"text":"A"}},{"language":{"text":"B"},"preferred":"true"}]}""", "A")]
    [InlineData("""{"communication":{"language":{"text":"A"}}}""", null)]
    [InlineData("""{"communication":["German",7,null,{"language":"de"}]}""", null)]
    [InlineData("""{"communication":[]}""", null)]
    [InlineData("""{"communication":null}""", null)]
    public void Read_OfLanguages_IsTheTextOfThePreferredOne(string details, string? expected) => Assert.Equal(
        expected, FhirDetails.Read(details, Now).Language);

    [Theory]
    [InlineData("""{"maritalStatus":{"text":"Married"}}""", "Married")]
    [InlineData("""{"maritalStatus":{"coding":[{"code":"M","display":"Married"}]}}""", "Married")]
    [InlineData("""{"maritalStatus":{"text":5}}""", null)]
    [InlineData("""{"maritalStatus":"M"}""", null)]
    public void Read_OfMaritalStatus_IsItsTextOrCode(string details, string? expected) => Assert.Equal(
        expected, FhirDetails.Read(details, Now).MaritalStatus);

    [Theory]
    [InlineData("""{"address":[{"city":"A"},{"use":"home","city":"B"}]}""", "B")]
    [InlineData("""{"address":[{"use":"old","city":"A"},{"use":"temp","city":"B"}]}""", "B")]
    [InlineData("""{"address":[{"use":"old","city":"A"}]}""", null)]
    [InlineData("""{"address":{"city":"A"}}""", null)]
    public void Read_OfAddresses_IsTheHomeAddressOrTheFirstInUse(string details, string? expected) => Assert.Equal(
        expected, FhirDetails.Read(details, Now).Address?.City);

    [Fact]
    public void Read_OfAnAddressWithoutLines_HasNone() => Assert.Empty(
        FhirDetails.Read("""{"address":[{"city":"A","line":"x"}]}""", Now).Address!.Line);

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    public void Read_OfNothing_IsEmpty(string? details) => Assert.Equal((null, null, null), Parts(details));

    private static (string?, string?, string?) Parts(string? details)
    {
        var read = FhirDetails.Read(details, Now);
        return (read.Language, read.MaritalStatus, read.Address?.City);
    }
}
