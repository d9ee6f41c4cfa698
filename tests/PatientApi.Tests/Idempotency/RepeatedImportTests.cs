using PatientApi.Contracts;
using PatientApi.Tests.Import;

namespace PatientApi.Tests.Idempotency;

/// <summary>An import is repeated with its key: lines that were stored are not stored again, and each is told what it was told before.</summary>
public sealed class RepeatedImportTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;
    private readonly string _key = KeyedWrites.NewKey();

    [Fact]
    public async Task Import_Repeated_SaysTheSameOfEachLineAndChangesNothing()
    {
        var (id, twice) = (Samples.NewExternalId(), Samples.NewExternalId());
        string[] lines = [FhirLines.Patient(id), "{", FhirLines.Patient(twice, "First"), FhirLines.Patient(twice, "Last")];
        var first = await ImportAsync(lines);
        await _client.ImportAsync(FhirLines.Patient(id, "Changed since"));

        var second = await ImportAsync(lines);

        Assert.Equal([ImportStatus.Created, ImportStatus.Failed, ImportStatus.Created, ImportStatus.Updated], first.Select(result => result.Status));
        Assert.Equal(first, second);
        Assert.Equal("Changed since", (await _client.FindAsync(id))!.LastName);
        Assert.Equal("Last", (await _client.FindAsync(twice))!.LastName);
    }

    [Fact]
    public async Task Import_BrokenOffAndRepeated_GoesOnFromThere()
    {
        string[] ids = [Samples.NewExternalId(), Samples.NewExternalId(), Samples.NewExternalId()];
        var lines = ids.Select(id => FhirLines.Patient(id)).ToArray();
        var part = await ImportAsync(lines[..2]);

        var whole = await ImportAsync(lines);

        Assert.Equal(part, whole[..2]);
        Assert.Equal(ImportStatus.Created, whole[2].Status);
    }

    [Fact]
    public async Task Import_OfOtherLinesUnderTheKey_RefusesThemLineByLine()
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

    private async Task<List<ImportLineResult>> ImportAsync(params string[] lines)
    {
        var answer = await _client.WriteAsync(HttpMethod.Post, "/patients/import", _key, ImportCall.Body(FhirLines.Utf8(lines)));
        Assert.Equal(_key, answer.Key);
        return ImportCall.Parse(answer.Body);
    }
}
