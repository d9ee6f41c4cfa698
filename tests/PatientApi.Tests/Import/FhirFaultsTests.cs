namespace PatientApi.Tests.Import;

/// <summary>
/// The import reports why it cannot use the value of a required element, instead of reporting it as missing.
/// </summary>
public sealed class FhirFaultsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Name = """ "name":[{"family":"Good","given":["Ann"]}] """;

    [Theory]
    [InlineData("5", Name, "id: Must be a text.")]
    [InlineData("{}", Name, "id: Must be a text.")]
    [InlineData("null", Name, "id: Required.")]
    [InlineData("\" \"", Name, "id: Must not be blank.")]
    [InlineData("\"x\"", """ "name":"Ann Good" """, "name.given: Was not found, because name must be an array of")]
    [InlineData("\"x\"", """ "name":{"family":"Good","given":["Ann"]} """, "name.family: Was not found, because name")]
    [InlineData("\"x\"", """ "name":["Ann Good"] """, "name.given: Was not found, because name must be an array of")]
    [InlineData("\"x\"", """ "name":[] """, "name.given: Required. name.family: Required.")]
    [InlineData("\"x\"", """ "name":[{"family":5,"given":["Ann"]}] """, "name.family: Must be a text.")]
    [InlineData("\"x\"", """ "name":[{"family":"Good","given":"Ann"}] """, "name.given: Must be an array of texts.")]
    [InlineData("\"x\"", """ "name":[{"family":"Good","given":[1,{}]}] """, "name.given: Must be an array of texts.")]
    [InlineData("\"x\"", """ "name":[{"family":"Good","given":[]}] """, "name.given: Must not be blank.")]
    [InlineData("\"x\"", """ "name":[{"text":"Ann Good"}] """, "name.family: Is needed as well; the name")]
    [InlineData("\"x\"", """ "name":[{"family":"","given":["Ann"]}] """, "name.family: Must not be blank.")]
    public async Task Import_InvalidRequiredElement_ReportsTheReason(
        string id, string name, string expected)
    {
        var line = $$"""{"resourceType":"Patient","id":{{id}},{{name}},"birthDate":"1980-02-29"}""";

        var problem = Assert.Single(await fixture.Client.ImportAsync(line)).Problem!;

        Assert.Contains(expected, problem.Detail, StringComparison.Ordinal);
    }
}
