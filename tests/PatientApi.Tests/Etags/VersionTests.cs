using System.Net;
using PatientApi.Tests.Import;

namespace PatientApi.Tests.Etags;

/// <summary>Versions are unique: neither other writes nor a restore from a backup produce one again.</summary>
public sealed class VersionTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string BackUp = "CREATE TABLE backup AS TABLE patients";
    private const string Restore =
        "DELETE FROM patients; INSERT INTO patients SELECT * FROM backup; DROP TABLE backup";

    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_OnEachRoute_CreatesANewRandomVersion()
    {
        var request = Samples.Patient();
        var (patient, created) = await Samples.CreateAsync(_client, request, Token);
        var path = $"/patients/{patient.Id}";
        List<string> tags = [created];

        tags.Add(await TagAsync(Samples.Put(path, request, created)));
        tags.Add(await TagAsync(Samples.Put($"/patients/by-external-id/{request.ExternalId}", request)));
        await _client.ImportAsync(FhirLines.Patient(request.ExternalId!));
        tags.Add(await TagAsync(Samples.Get(path, ifNoneMatch: null)));
        await ExecuteAsync($"UPDATE patients SET phone = '1' WHERE id = '{patient.Id}'");
        tags.Add(await TagAsync(Samples.Get(path, ifNoneMatch: null)));

        Assert.Equal(tags.Count, tags.Distinct(StringComparer.Ordinal).Count());
        Assert.All(tags, tag => Assert.Equal(4, Guid.ParseExact(tag.Trim('"')[..32], "N").Version));
    }

    // A restore of a dump rewrites the rows in other transactions and keeps every column.
    [Fact]
    public async Task Write_AfterARestore_NeverReusesAnEarlierETag()
    {
        var request = Samples.Patient();
        var (patient, backedUp) = await Samples.CreateAsync(_client, request, Token);
        var path = $"/patients/{patient.Id}";
        await ExecuteAsync(BackUp);
        var lost = await TagAsync(Samples.Put(path, request with { Phone = "lost" }, backedUp));
        await ExecuteAsync(Restore);

        var restored = await TagAsync(Samples.Get(path, ifNoneMatch: null));
        using var stale = await _client.SendAsync(Samples.Put(path, request, lost), Token);
        var next = await TagAsync(Samples.Put(path, request with { Phone = "next" }, backedUp));

        Assert.Equal(backedUp, restored);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.NotEqual(lost, next);
    }

    // A caller that holds the lost version must not get a 304.
    [Fact]
    public async Task Get_IfNoneMatchOfAVersionLostInARestore_Is200WithTheCurrentETag()
    {
        var request = Samples.Patient();
        var (patient, backedUp) = await Samples.CreateAsync(_client, request, Token);
        var path = $"/patients/{patient.Id}";
        await ExecuteAsync(BackUp);
        var lost = await TagAsync(Samples.Put(path, request with { Phone = "lost" }, backedUp));
        await ExecuteAsync(Restore);

        // TagAsync fails on a 304, which is no success status.
        var restored = await TagAsync(Samples.Get(path, ifNoneMatch: lost));
        var next = await TagAsync(Samples.Put(path, request with { Phone = "next" }, backedUp));
        var read = await TagAsync(Samples.Get(path, ifNoneMatch: lost));
        using var current = await _client.SendAsync(Samples.Get(path, ifNoneMatch: next), Token);

        Assert.Equal((backedUp, next), (restored, read));
        Assert.Equal(HttpStatusCode.NotModified, current.StatusCode);
    }

    private async Task<string> TagAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _client.SendAsync(request, Token);
            response.EnsureSuccessStatusCode();
            return response.Headers.ETag!.ToString();
        }
    }

    private Task ExecuteAsync(string statements) => fixture.Api.ExecuteAsOwnerAsync(statements);
}
