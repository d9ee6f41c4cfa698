using System.Net.Http.Json;
using System.Text;
using PatientApi.Contracts;

namespace PatientApi.Tests.Import;

public sealed class ImportTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_Patient_StoresItsValuesAndTheResource()
    {
        var id = Samples.NewExternalId();
        const string Extra =
            ""","telecom":[{"system":"fax","value":"1"},{"system":"phone","value":"+1 555 0100"},"""
            + """{"system":"email","value":"jane@example.org"}],"gender":"female" """;

        var result = Assert.Single(await _client.ImportAsync(FhirLines.Patient(id, extra: Extra)));

        Assert.Equal((1, ImportStatus.Created, id), (result.Line, result.Status, result.ExternalId));
        var patient =
            (await _client.GetFromJsonAsync<PatientResponse>($"/patients/{result.Id}?includeDetails=true", Token))!;
        Assert.Equal(
            ("Jane Q", "Doe", "jane@example.org", "+1 555 0100", new DateOnly(1980, 2, 29)),
            (patient.FirstName, patient.LastName, patient.Email, patient.Phone, patient.BirthDate));
        Assert.Equal("female", patient.Details!.Value.GetProperty("gender").GetString());
        Assert.Equal("Patient", patient.Details.Value.GetProperty("resourceType").GetString());
    }

    [Theory]
    [InlineData("{", "Invalid JSON")]
    [InlineData("[]", "Invalid JSON")]
    [InlineData("{\"resourceType\":\"Patient\",\"resourceType\":\"Patient\"}", "Invalid JSON")]
    [InlineData("{\"resourceType\":\"Observation\",\"id\":\"secret\"}", "Not a Patient")]
    [InlineData("{\"id\":\"secret\"}", "Not a Patient")]
    [InlineData("{\"resourceType\":\"Patient\"}", "Invalid patient")]
    [InlineData(
        """{"resourceType":"Patient","id":"secret","name":[{"given":["secret"]}],"birthDate":"1980-01-01"}""",
        "Invalid patient")]
    [InlineData(
        "{\"resourceType\":\"Patient\",\"id\":\"secret\",\"name\":[{\"family\":\"secret\",\"given\":[\"a\"]}]}",
        "Invalid patient")]
    [InlineData(
        """{"resourceType":"Patient","id":"secret","name":[{"family":"secret","given":["a"]}],"birthDate":"1980"}""",
        "Invalid patient")]
    [InlineData(
        "{\"resourceType\":\"Patient\",\"id\":\"secret\",\"name\":\"secret\",\"telecom\":{},\"birthDate\":5}",
        "Invalid patient")]
    [InlineData(
        """{"resourceType":"Patient","id":"secret","name":[{"family":"secret\u0000","given":["a"]}]"""
        + ""","birthDate":"1980-01-01"}""",
        "Invalid patient")]
    [InlineData("{\"resourceType\":\"Patient\",\"id\":\"\\ud800\"}", "Invalid patient")]
    [InlineData("{\"resourceType\":\"Patient\",\"id\":\"secret\",\"\\ud800\":1}", "Invalid patient")]
    [InlineData(
        "{\"resourceType\":\"Patient\",\"id\":\"secret\",\"x\":[{\"\\udc00\":1,\"\\udc00\":2}]}", "Invalid patient")]
    [InlineData("{\"resourceType\":\"Patient\",\"id\":\"secret\",\"x\":1e999999}", "Invalid patient")]
    [InlineData(
        """{"resourceType":"Patient","id":"secret","name":[{"family":"secret","given":["a"]}]"""
        + ""","birthDate":"1980-01-01","x":1e308}""",
        "Invalid patient")]
    public async Task Import_InvalidLine_IsReportedWithoutItsValuesAndTheOthersAreStored(string bad, string title)
    {
        var (before, after) = (Samples.NewExternalId(), Samples.NewExternalId());

        var results = await _client.ImportAsync(FhirLines.Patient(before), bad, FhirLines.Patient(after));

        Assert.Equal(
            [ImportStatus.Created, ImportStatus.Failed, ImportStatus.Created], results.Select(result => result.Status));
        Assert.Equal(title, results[1].Problem!.Title);
        Assert.DoesNotContain("secret", results[1].Problem!.Detail, StringComparison.Ordinal);
        Assert.NotNull(await _client.FindAsync(before));
        Assert.NotNull(await _client.FindAsync(after));
    }

    [Fact]
    public async Task Import_InvalidUtf8_IsAProblemOfThatLine()
    {
        byte[] body = [
            .. FhirLines.Utf8(FhirLines.Patient(Samples.NewExternalId())), (byte)'\n', (byte)'{', 0xC3, 0x28, (byte)'}'
        ];

        var results = await _client.ImportAsync(body);

        Assert.Equal("Invalid UTF-8", results[1].Problem!.Title);
        Assert.Equal(ImportStatus.Created, results[0].Status);
    }

    [Fact]
    public async Task Import_BlankLinesByteOrderMarkAndCarriageReturns_AreNoDataButAreCounted()
    {
        string[] lines = [
            "\uFEFF" + FhirLines.Patient(Samples.NewExternalId()) + "\r",
            "",
            "  \t\r",
            FhirLines.Patient(Samples.NewExternalId()),
            "",
            ""
        ];

        var results = await _client.ImportAsync(lines);

        Assert.Equal(
            [(1, ImportStatus.Created), (4, ImportStatus.Created)],
            results.Select(result => (result.Line, result.Status)));
    }

    [Fact]
    public async Task Import_LastLineTruncated_LosesOnlyThatLine()
    {
        var whole = FhirLines.Patient(Samples.NewExternalId());

        var results = await _client.ImportAsync(whole, FhirLines.Patient(Samples.NewExternalId())[..40]);

        Assert.Equal([ImportStatus.Created, ImportStatus.Failed], results.Select(result => result.Status));
    }

    [Fact]
    public async Task Import_LineOverTheLimit_IsSkippedAndTheNextOneIsStored()
    {
        var huge = FhirLines.Patient("huge", extra: $",\"text\":\"{new string('x', 1024 * 1024)}\"");

        var results = await _client.ImportAsync(
            FhirLines.Patient(Samples.NewExternalId()), huge, FhirLines.Patient(Samples.NewExternalId()), huge);

        Assert.Equal(
            [ImportStatus.Created, ImportStatus.Failed, ImportStatus.Created, ImportStatus.Failed],
            results.Select(result => result.Status));
        Assert.Equal("Line too long", results[1].Problem!.Title);
    }

    [Fact]
    public async Task Import_SameExternalIdTwiceInOneChunk_StoresTheLaterLine()
    {
        var id = Samples.NewExternalId();

        var results = await _client.ImportAsync(
            FhirLines.Patient(id, "Earlier"),
            FhirLines.Patient(Samples.NewExternalId()),
            FhirLines.Patient(id, "Later"));

        Assert.Equal(
            [ImportStatus.Created, ImportStatus.Created, ImportStatus.Updated],
            results.Select(result => result.Status));
        Assert.Equal(results[0].Id, results[2].Id);
        Assert.Equal("Later", (await _client.FindAsync(id))!.LastName);
    }

    [Fact]
    public async Task Import_Again_UpdatesEveryLineAndKeepsTheIds()
    {
        var lines = Enumerable.Range(0, 450).Select(_ => FhirLines.Patient(Samples.NewExternalId())).ToArray();

        var first = await _client.ImportAsync(lines);
        var second = await _client.ImportAsync(lines);

        Assert.All(first, result => Assert.Equal(ImportStatus.Created, result.Status));
        Assert.All(second, result => Assert.Equal(ImportStatus.Updated, result.Status));
        Assert.Equal(
            first.Select(result => (result.Line, result.Id)), second.Select(result => (result.Line, result.Id)));
        Assert.Equal(Enumerable.Range(1, 450).Select(number => (long)number), first.Select(result => result.Line));
    }

    [Fact]
    public async Task Import_SamePatientsInOppositeOrdersAtOnce_NeitherDeadlocksNorDuplicates()
    {
        var lines = Enumerable.Range(0, 200).Select(_ => FhirLines.Patient(Samples.NewExternalId())).ToArray();

        var results = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(import => _client.ImportAsync(import % 2 == 0 ? lines : [.. lines.Reverse()])));

        Assert.All(results.SelectMany(import => import), result => Assert.NotEqual(ImportStatus.Failed, result.Status));
        Assert.Equal(200, results.SelectMany(import => import).Count(result => result.Status == ImportStatus.Created));
    }

    [Fact]
    public async Task Import_LineRejectedByTheDatabase_DoesNotFailTheOthers()
    {
        await fixture.Api.ExecuteAsOwnerAsync(
            "ALTER TABLE patients ADD CONSTRAINT refused CHECK (last_name <> 'Refused')");
        var ids = Enumerable.Range(0, 9).Select(_ => Samples.NewExternalId()).ToArray();

        var results = await _client.ImportAsync(
            [.. ids.Select((id, index) => FhirLines.Patient(id, index == 5 ? "Refused" : "Doe"))]);

        Assert.Equal([6L], results.Where(result => result.Status == ImportStatus.Failed).Select(result => result.Line));
        Assert.Equal("Rejected by the database", results[5].Problem!.Title);
    }

    [Fact]
    public async Task Import_Empty_ReturnsNothing() => Assert.Empty(
        await _client.ImportAsync(Encoding.UTF8.GetBytes("")));
}
