using PatientApi.Patients;
using PatientApi.Views;

namespace PatientApi.Tests.Views;

public sealed class RecommendationsTests
{
    private const string Known =
        """{"address":[{"city":"Bern"}],"communication":[{"language":{"coding":[{"code":"en-GB"}]}}]}""";

    private static readonly DateTimeOffset Today = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void For_AnAdultWithCompleteData_IsEmpty() => Assert.Empty(
        Recommendations.For(Patient(new(1980, 1, 1)), Today).Items);

    [Theory]
    [InlineData("2008-03-01", false)]
    [InlineData("2008-03-02", true)]
    public void For_APatientAboutToComeOfAge_RecommendsAGuardianUntilThatDay(string birthDate, bool isMinor) =>
        Assert.Equal(
            isMinor,
            Recommendations.For(
                Patient(DateOnly.Parse(birthDate, System.Globalization.CultureInfo.InvariantCulture)),
                Today).Items.Any(item => item.Code == "guardian"));

    private static PatientRow Patient(DateOnly birthDate) => new()
    {
        Id = Guid.NewGuid(),
        ExternalId = "ext-1",
        FirstName = "Jane",
        LastName = "Doe",
        Email = "jane@example.org",
        Phone = null,
        BirthDate = birthDate,
        CreatedAt = default,
        UpdatedAt = default,
        Version = Guid.NewGuid(),
        Details = Known,
    };
}
