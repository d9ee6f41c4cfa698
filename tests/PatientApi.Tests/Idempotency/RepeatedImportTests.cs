using System.Net;
using PatientApi.Contracts;
using PatientApi.Tests.Import;

namespace PatientApi.Tests.Idempotency;

/// <summary>
/// An import is retried with its key: stored lines are not stored again, and each line gets its first result.
/// </summary>
public sealed class RepeatedImportTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;
    private readonly string _key = KeyedWrites.NewKey();

    [Fact]
    public async Task Import_Repeated_ReturnsTheSameResultsAndChangesNothing()
    {
        var (id, twice) = (Samples.NewExternalId(), Samples.NewExternalId());
        string[] lines = [
            FhirLines.Patient(id), "{", FhirLines.Patient(twice, "First"), FhirLines.Patient(twice, "Last")
        ];
        var first = await ImportAsync(lines);
        await _client.ImportAsync(FhirLines.Patient(id, "Changed since"));

        var second = await ImportAsync(lines);

        Assert.Equal(
            [ImportStatus.Created, ImportStatus.Failed, ImportStatus.Created, ImportStatus.Updated],
            first.Select(result => result.Status));
        Assert.Equal(first, second);
        Assert.Equal("Changed since", (await _client.FindAsync(id))!.LastName);
        Assert.Equal("Last", (await _client.FindAsync(twice))!.LastName);
    }

    [Fact]
    public async Task Import_InterruptedAndRepeated_ContinuesFromThere()
    {
        string[] ids = [Samples.NewExternalId(), Samples.NewExternalId(), Samples.NewExternalId()];
        var lines = ids.Select(id => FhirLines.Patient(id)).ToArray();
        var part = await ImportAsync(lines[..2]);

        var whole = await ImportAsync(lines);

        Assert.Equal(part, whole[..2]);
        Assert.Equal(ImportStatus.Created, whole[2].Status);
    }

    [Fact]
    public async Task Import_OfOtherLinesUnderTheKey_RejectsEachLine()
    {
        var (first, second, third) = (Samples.NewExternalId(), Samples.NewExternalId(), Samples.NewExternalId());
        await ImportAsync(FhirLines.Patient(first), FhirLines.Patient(second));

        var results = await ImportAsync(FhirLines.Patient(first), FhirLines.Patient(third));

        Assert.Equal([ImportStatus.Created, ImportStatus.Failed], results.Select(result => result.Status));
        Assert.Equal("Idempotency-Key reused", results[1].Problem!.Title);
        Assert.Null(await _client.FindAsync(third));
    }

    [Fact]
    public async Task Import_TwiceAtOnce_StoresEachLineOnce()
    {
        var lines = Enumerable.Range(0, 450).Select(_ => FhirLines.Patient(Samples.NewExternalId())).ToArray();

        var both = await Task.WhenAll(ImportAsync(lines), ImportAsync(lines));

        Assert.All(both[0], result => Assert.Equal(ImportStatus.Created, result.Status));
        Assert.Equal(both[0], both[1]);
    }

    [Fact]
    public async Task Create_UnderTheKeyOfAnImport_Is422()
    {
        string[] lines = [FhirLines.Patient(Samples.NewExternalId()), FhirLines.Patient(Samples.NewExternalId())];
        var first = await ImportAsync(lines);
        var patient = Samples.Patient();

        var response = await _client.PostAsync(_key, patient);

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, ProblemTypes.KeyReused), (response.Status, response.ProblemType));
        Assert.Null(await _client.FindAsync(patient.ExternalId!));
        Assert.Equal(first, await ImportAsync(lines));
    }

    [Fact]
    public async Task Import_UnderTheKeyOfACreate_Is422AndStoresNothing()
    {
        var patient = Samples.Patient();
        var first = await _client.PostAsync(_key, patient);
        var ids = Enumerable.Range(0, 450).Select(_ => Samples.NewExternalId()).ToArray();

        var response = await SendAsync([.. ids.Select(id => FhirLines.Patient(id))]);

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, ProblemTypes.KeyReused), (response.Status, response.ProblemType));
        Assert.Null(await _client.FindAsync(ids[0]));
        Assert.Null(await _client.FindAsync(ids[^1]));
        Assert.Equal(first.AsReplay(), await _client.PostAsync(_key, patient));
    }

    [Fact]
    public async Task Import_ConcurrentWithACreateUnderOneKey_ExecutesOnlyOneOfThem()
    {
        var patient = Samples.Patient();
        var id = Samples.NewExternalId();

        var both = await Task.WhenAll(SendAsync(FhirLines.Patient(id)), _client.PostAsync(_key, patient));

        var isImported = both[0].Status == HttpStatusCode.OK;
        Assert.Equal(isImported ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, both[0].Status);
        // A create gets "in flight" while the import holds the lock.
        Assert.Contains(both[1].Status, isImported
            ? [HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity]
            : (HttpStatusCode[])[HttpStatusCode.Created]);
        Assert.Equal(
            (isImported, !isImported),
            (await _client.FindAsync(id) is not null, await _client.FindAsync(patient.ExternalId!) is not null));
    }

    [Fact]
    public async Task Create_UnderTheKeyOfAnImportThatStoredNothing_Succeeds()
    {
        await ImportAsync("{");

        Assert.Equal(HttpStatusCode.Created, (await _client.PostAsync(_key, Samples.Patient())).Status);
    }

    private async Task<List<ImportLineResult>> ImportAsync(params string[] lines)
    {
        var response = await SendAsync(lines);
        Assert.Equal((HttpStatusCode.OK, _key), (response.Status, response.Key));
        return ImportCall.Parse(response.Body);
    }

    private Task<KeyedResponse> SendAsync(params string[] lines) =>
        _client.WriteAsync(HttpMethod.Post, "/patients/import", _key, ImportCall.Body(FhirLines.Utf8(lines)));
}
