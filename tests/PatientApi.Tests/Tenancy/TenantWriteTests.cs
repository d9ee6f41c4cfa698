using System.Net;
using System.Net.Http.Json;
using PatientApi.Contracts;
using PatientApi.Tests.Idempotency;
using PatientApi.Tests.Import;

namespace PatientApi.Tests.Tenancy;

/// <summary>
/// Every route that writes, with an id, an external id or a key of another tenant: the write succeeds as if there were
/// no other tenant, and does not change its data.
/// </summary>
public sealed class TenantWriteTests(TenantApi api) : IClassFixture<TenantApi>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_WithTheExternalIdOfAnotherTenantsPatient_CreatesASecondOne()
    {
        var request = Samples.Patient("Theirs");
        var (theirs, _) = await Samples.CreateAsync(api.A, request, Token);

        var (own, _) = await Samples.CreateAsync(api.B, request with { LastName = "Own" }, Token);
        var again = await api.B.PostAsync(key: null, request);

        Assert.NotEqual(theirs.Id, own.Id);
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Equal(("Theirs", "Own"), (await NameAsync(api.A, theirs.Id), await NameAsync(api.B, own.Id)));
    }

    [Fact]
    public async Task CreateUnderAnId_ThatAnotherTenantHas_CreatesASecondOne()
    {
        var request = Samples.Patient("Theirs");
        var (theirs, _) = await Samples.CreateAsync(api.A, request, Token);
        var path = $"/patients/{theirs.Id}";

        var own = await api.B.PutAsync(path, key: null, request with { LastName = "Own" }, ifNoneMatch: "*");
        var again = await api.B.PutAsync(path, key: null, request, ifNoneMatch: "*");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.PreconditionFailed), (own.Status, again.Status));
        Assert.Equal(("Theirs", "Own"), (await NameAsync(api.A, theirs.Id), await NameAsync(api.B, theirs.Id)));
        var replaced = await api.B.PutAsync(path, key: null, request with { LastName = "Later" }, own.ETag);
        Assert.Equal(HttpStatusCode.OK, replaced.Status);
        Assert.Equal("Theirs", await NameAsync(api.A, theirs.Id));
        Assert.Equal(HttpStatusCode.NoContent, (await api.B.DeleteAsync(path, key: null)).Status);
        Assert.Equal("Theirs", await NameAsync(api.A, theirs.Id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("*")]
    public async Task Upsert_WithTheExternalIdOfAnotherTenantsPatient_CreatesASecondOne(string? ifNoneMatch)
    {
        var request = Samples.Patient("Theirs");
        var (theirs, _) = await Samples.CreateAsync(api.A, request, Token);

        var own = await api.B.PutAsync(
            $"/patients/by-external-id/{request.ExternalId}",
            key: null,
            request with { LastName = "Own" },
            ifNoneMatch: ifNoneMatch);

        Assert.Equal(HttpStatusCode.Created, own.Status);
        Assert.Equal("Theirs", await NameAsync(api.A, theirs.Id));
    }

    [Fact]
    public async Task Replace_WithTheExternalIdOfAnotherTenantsPatient_IsNoDuplicate()
    {
        var (theirs, _) = await Samples.CreateAsync(api.A, Samples.Patient("Theirs"), Token);
        var (own, etag) = await Samples.CreateAsync(api.B, Samples.Patient("Own"), Token);

        var renamed = await api.B.PutAsync(
            $"/patients/{own.Id}", key: null, Samples.Patient("Own") with { ExternalId = theirs.ExternalId }, etag);

        Assert.Equal(HttpStatusCode.OK, renamed.Status);
        Assert.Equal("Theirs", await NameAsync(api.A, theirs.Id));
    }

    [Fact]
    public async Task Write_WithTheKeyOfAnotherTenant_IsExecuted()
    {
        var (key, request) = (KeyedWrites.NewKey(), Samples.Patient());
        var theirs = await api.A.PostAsync(key, request);

        var own = await api.B.PostAsync(key, request);
        var other = await api.B.PostAsync(key, Samples.Patient());

        Assert.Equal((HttpStatusCode.Created, false), (own.Status, own.IsReplayed));
        Assert.NotEqual(theirs.Location, own.Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Equal(theirs.AsReplay(), await api.A.PostAsync(key, request));
        Assert.Equal(own.AsReplay(), await api.B.PostAsync(key, request));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Import_WithTheExternalIdsOfAnotherTenant_CreatesItsOwn(bool withKey)
    {
        var key = withKey ? KeyedWrites.NewKey() : null;
        string[] ids = [Samples.NewExternalId(), Samples.NewExternalId()];
        var theirs = await ImportAsync(api.A, key, [.. ids.Select(id => FhirLines.Patient(id, "Theirs"))]);

        var own = await ImportAsync(api.B, key, [.. ids.Select(id => FhirLines.Patient(id, "Own"))]);
        var again = await ImportAsync(api.B, key, [.. ids.Select(id => FhirLines.Patient(id, "Own"))]);

        Assert.All(theirs.Concat(own), result => Assert.Equal(ImportStatus.Created, result.Status));
        Assert.All(
            again, result => Assert.Equal(withKey ? ImportStatus.Created : ImportStatus.Updated, result.Status));
        Assert.Equal("Theirs", await NameAsync(api.A, theirs[0].Id!.Value));
        Assert.Equal("Own", await NameAsync(api.B, own[0].Id!.Value));
    }

    private static async Task<List<ImportLineResult>> ImportAsync(HttpClient client, string? key, params string[] lines)
    {
        var answer = await client.WriteAsync(
            HttpMethod.Post, "/patients/import", key, ImportCall.Body(FhirLines.Utf8(lines)));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return ImportCall.Parse(answer.Body);
    }

    private static async Task<string> NameAsync(HttpClient client, Guid id) =>
        (await client.GetFromJsonAsync<PatientResponse>($"/patients/{id}", Token))!.LastName;
}
