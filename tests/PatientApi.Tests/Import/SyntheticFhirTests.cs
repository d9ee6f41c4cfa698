using System.Text.Json;
using PatientApi.Import;
using Testing;

namespace PatientApi.Tests.Import;

public sealed class SyntheticFhirTests
{
    // UPDATE_SAMPLES=1 in the environment of this test regenerates the file.
    [Fact]
    public async Task File_OfThisRepository_EqualsTheOutputOfItsGenerator()
    {
        var lines = SyntheticFhir.Lines.ToList();
        if (Environment.GetEnvironmentVariable("UPDATE_SAMPLES") is "1")
        {
            await File.WriteAllTextAsync(
                SyntheticFhir.File,
                string.Concat(lines.Select(line => $"{line}\n")),
                TestContext.Current.CancellationToken);
        }

        Assert.Equal(lines, await File.ReadAllLinesAsync(SyntheticFhir.File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void ToRequest_OfEachLine_HasTheGeneratedValues() => Assert.Equal(
        Enumerable.Range(1, SyntheticFhir.Count).Select(SyntheticFhir.ChosenOf),
        SyntheticFhir.Lines.Select(line =>
        {
            using var resource = JsonDocument.Parse(line);
            var request = FhirPatient.ToRequest(resource.RootElement, DateTimeOffset.UnixEpoch.AddYears(56));
            return (request.FirstName!, request.LastName!, request.Phone);
        }));
}
