using System.Reflection;
using PatientApi.Contracts;
using Testing;

namespace PatientApi.Tests.Privacy;

/// <summary>No text of a type and no log message holds data of a patient.</summary>
public sealed class PatientDataTests
{
    private static readonly Assembly[] Assemblies = [typeof(Program).Assembly, typeof(PatientData).Assembly];

    [Fact]
    public void Records_WithAPersonalValue_ArePatientData() =>
        Assert.Empty(Assemblies.SelectMany(PatientDataRules.RevealingRecords));

    [Fact]
    public void LogMessages_OfTheService_HaveNoPersonalParameter()
    {
        Assert.NotEmpty(PatientDataRules.LogMethods(typeof(Program).Assembly));
        Assert.Empty(Assemblies.SelectMany(PatientDataRules.LoggedPatientData));
    }

    [Fact]
    public void ToString_OfAPatient_IsTheNameOfItsType()
    {
        var request = new PatientRequest { FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.org" };

        Assert.Equal("Received PatientRequest", $"Received {request}");
    }
}
