using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientApi.Contracts;

namespace PatientApi.Tests.Patients;

public sealed class UpsertTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upsert_TwiceTheSameExternalId_CreatesThenReplacesAllButIdAndCreation()
    {
        var externalId = Samples.NewExternalId();
        var first = Samples.Patient() with { ExternalId = null, Details = JsonElement.Parse("""{"a":1}""") };

        using var created = await _client.PutAsJsonAsync($"/patients/by-external-id/{externalId}", first, Token);
        using var updated = await _client.PutAsJsonAsync(
            $"/patients/by-external-id/{externalId}",
            Samples.Patient("Other") with { ExternalId = externalId, Email = null },
            Token);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (created.StatusCode, updated.StatusCode));
        var before = (await created.Content.ReadFromJsonAsync<PatientResponse>(Token))!;
        using var read = await _client.GetAsync($"/patients/{before.Id}?includeDetails=true", Token);
        var after = (await read.Content.ReadFromJsonAsync<PatientResponse>(Token))!;
        Assert.Equal(after, await updated.Content.ReadFromJsonAsync<PatientResponse>(Token));
        Assert.Equal(
            (before.Id, before.CreatedAt, "Other", null, null),
            (after.Id, after.CreatedAt, after.LastName, after.Email, after.Details));
        Assert.NotEqual(created.Headers.ETag, updated.Headers.ETag);
    }

    [Fact]
    public async Task Upsert_ManyAtOnce_CreatesOneRowOnce()
    {
        var externalId = Samples.NewExternalId();

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(async writer =>
        {
            using var response = await _client.PutAsJsonAsync(
                $"/patients/by-external-id/{externalId}",
                Samples.Patient($"Writer{writer}") with { ExternalId = null },
                Token);
            return (response.StatusCode, (await response.Content.ReadFromJsonAsync<PatientResponse>(Token))!.Id);
        }));

        Assert.Single(results, result => result.StatusCode == HttpStatusCode.Created);
        Assert.Equal(31, results.Count(result => result.StatusCode == HttpStatusCode.OK));
        Assert.Single(results.Select(result => result.Id).Distinct());
        var page = await _client.GetFromJsonAsync<PatientPage>($"/patients?search={externalId}", Token);
        Assert.Single(page!.Items);
    }

    [Fact]
    public async Task Upsert_IfMatch_NeverOverwritesANewerVersionAndNeverCreates()
    {
        var externalId = Samples.NewExternalId();
        var uri = $"/patients/by-external-id/{externalId}";
        using var created = await _client.PutAsJsonAsync(uri, Samples.Patient() with { ExternalId = null }, Token);

        using var current = Samples.Put(
            uri, Samples.Patient("Current") with { ExternalId = null }, created.Headers.ETag!.ToString());
        using var stale = Samples.Put(
            uri, Samples.Patient("Stale") with { ExternalId = null }, created.Headers.ETag.ToString());
        using var absent = Samples.Put(
            $"/patients/by-external-id/{Samples.NewExternalId()}", Samples.Patient() with { ExternalId = null }, "*");

        Assert.Equal(HttpStatusCode.OK, (await _client.SendAsync(current, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await _client.SendAsync(stale, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await _client.SendAsync(absent, Token)).StatusCode);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("\"1-s\"")]
    public async Task Upsert_IfNoneMatchManyAtOnce_CreatesOnce(string ifNoneMatch)
    {
        var externalId = Samples.NewExternalId();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            using var request = Samples.Put(
                $"/patients/by-external-id/{externalId}",
                Samples.Patient($"Writer{writer}") with { ExternalId = null });
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
            using var response = await _client.SendAsync(request, Token);
            return response.StatusCode;
        }));

        Assert.Single(statuses, HttpStatusCode.Created);
        Assert.Equal(15, statuses.Count(
            status => status == (ifNoneMatch is "*" ? HttpStatusCode.PreconditionFailed : HttpStatusCode.OK)));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("ünïcödé")]
    [InlineData("100%")]
    [InlineData("q?x=1&y#z")]
    [InlineData("urn:oid:1.2.3|4")]
    public async Task Upsert_ExternalIdWithUnusualCharacters_StoresItUnchanged(string externalId)
    {
        using var response = await _client.PutAsJsonAsync(
            $"/patients/by-external-id/{Uri.EscapeDataString(externalId)}",
            Samples.Patient() with { ExternalId = null },
            Token);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(externalId, (await response.Content.ReadFromJsonAsync<PatientResponse>(Token))!.ExternalId);
    }
}
