using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientApi.Contracts;

namespace PatientApi.Tests.Batch;

public sealed class BatchReadTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_OfKnownAndUnknownAndRepeatedIds_ReturnsEachInTheRequestedOrder()
    {
        var (first, firstTag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        var (second, secondTag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        var unknown = Guid.CreateVersion7();

        var batch = await GetAsync([second.Id, unknown, first.Id, second.Id]);

        Assert.Equal([second.Id, unknown, first.Id, second.Id], batch.Items.Select(item => item.Id));
        Assert.Equal([200, 404, 200, 200], batch.Items.Select(item => item.Status));
        Assert.Equal([second, null, first, second], batch.Items.Select(item => item.Value));
        Assert.Equal([secondTag, null, firstTag, secondTag], batch.Items.Select(item => item.Etag));
        Assert.Equal([false, true, false, false], batch.Items.Select(item => item.Problem is not null));
    }

    [Fact]
    public async Task Get_OfAnUnknownId_EqualsASingleRead()
    {
        var unknown = Guid.CreateVersion7();

        var problem = Assert.Single((await GetAsync([unknown])).Items).Problem!;

        var alone = await _client.GetAsync(new Uri($"/patients/{unknown}", UriKind.Relative), Token);
        var expected = await alone.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(404, problem.Status);
        Assert.Equal(
            (expected.GetProperty("title")
                .GetString(), expected.GetProperty("detail").GetString(), expected.GetProperty("category").GetString()),
            (problem.Title, problem.Detail, problem.Extensions["category"]?.ToString()));
    }

    [Fact]
    public async Task Get_WithDetails_EqualsSingleReadsWithDetails()
    {
        var (patient, _) = await Samples.CreateAsync(
            _client, Samples.Patient() with { Details = JsonElement.Parse("""{"weight":72.50}""") }, Token);
        using var alone = await _client.GetAsync(
            new Uri($"/patients/{patient.Id}?includeDetails=true", UriKind.Relative), Token);

        var with = Assert.Single((await GetAsync([patient.Id], "&includeDetails=true")).Items);
        var without = Assert.Single((await GetAsync([patient.Id], "&includeDetails=false")).Items);

        Assert.Equal(alone.Headers.ETag?.ToString(), with.Etag);
        Assert.Equal("""{"weight":72.50}""", with.Value!.Details!.Value.GetRawText());
        Assert.Null(without.Value!.Details);
    }

    [Fact]
    public async Task Get_OfAHundredIds_ReturnsAll()
    {
        var (patient, _) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        Guid[] ids = [.. Enumerable.Range(0, PatientBatch.MaxIds - 1).Select(_ => Guid.CreateVersion7()), patient.Id];

        var batch = await GetAsync(ids);

        Assert.Equal(ids, batch.Items.Select(item => item.Id));
        Assert.Equal(patient, batch.Items[^1].Value);
    }

    [Theory]
    [InlineData("", "ids")]
    [InlineData("?ids=", "ids")]
    [InlineData("?ids=1", "ids")]
    [InlineData("?ids=01941f2a-6660-7000-8000-000000000001,", "ids")]
    [InlineData("?ids=01941f2a66607000800000000000000f", "ids")]
    [InlineData("?ids=%00", "ids")]
    [InlineData("?ids=01941f2a-6660-7000-8000-000000000001&includeDetails=perhaps", "includeDetails")]
    public async Task Get_OfAnInvalidListOfIds_Returns400AndNamesTheField(string query, string field)
    {
        using var response = await _client.GetAsync(new Uri($"/patients/batch{query}", UriKind.Relative), Token);

        await AssertRefusedAsync(response, field);
    }

    [Fact]
    public async Task Get_OfMoreThanAHundredIds_Returns400AndNamesTheField()
    {
        using var response = await _client.GetAsync(
            Uri([.. Enumerable.Range(0, PatientBatch.MaxIds + 1).Select(_ => Guid.CreateVersion7())]), Token);

        await AssertRefusedAsync(response, "ids");
    }

    private static Uri Uri(IEnumerable<Guid> ids, string more = "") => new(
        $"/patients/batch?ids={string.Join(',', ids)}{more}", UriKind.Relative);

    private static async Task AssertRefusedAsync(HttpResponseMessage response, string field)
    {
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    private async Task<PatientBatch> GetAsync(IEnumerable<Guid> ids, string more = "")
    {
        using var response = await _client.GetAsync(Uri(ids, more), Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-cache, private", response.Headers.CacheControl?.ToString());
        return (await response.Content.ReadFromJsonAsync<PatientBatch>(Token))!;
    }
}
