using System.Net;
using System.Net.Http.Json;
using PatientApi.Contracts;

namespace PatientApi.Tests.Patients;

public sealed class ConditionalWriteTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{0}", HttpStatusCode.OK)]
    [InlineData("{1}", HttpStatusCode.OK)]
    [InlineData("\"1-s\", {0}", HttpStatusCode.OK)]
    [InlineData("*", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.PreconditionRequired)]
    [InlineData("\"1-s\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"somebody else's\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("W/{0}", HttpStatusCode.PreconditionFailed)]
    [InlineData("unquoted", HttpStatusCode.BadRequest)]
    [InlineData("*, {0}", HttpStatusCode.BadRequest)]
    public async Task Replace_IfMatch_DecidesWhetherTheWriteHappens(string? header, HttpStatusCode expected)
    {
        var (patient, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        var replacement = Samples.Patient("Replaced") with { ExternalId = patient.ExternalId };
        var ifMatch = header is null
            ? null
            : string.Format(header, etag, etag.Replace("-s", "-d", StringComparison.Ordinal));

        using var request = Samples.Put($"/patients/{patient.Id}", replacement, ifMatch);
        using var response = await _client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
        using var read = await _client.GetAsync($"/patients/{patient.Id}", Token);
        var now = (await read.Content.ReadFromJsonAsync<PatientResponse>(Token))!;
        Assert.Equal(expected == HttpStatusCode.OK ? "Replaced" : "Doe", now.LastName);
        if (expected is HttpStatusCode.OK or HttpStatusCode.PreconditionFailed)
        {
            Assert.Equal(read.Headers.ETag, response.Headers.ETag);
        }
    }

    [Fact]
    public async Task Replace_ManyWritersOfOneVersion_SucceedsExactlyOnce()
    {
        var (patient, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            using var request = Samples.Put(
                $"/patients/{patient.Id}",
                Samples.Patient($"Writer{writer}") with { ExternalId = patient.ExternalId },
                etag);
            using var response = await _client.SendAsync(request, Token);
            return response.StatusCode;
        }));

        Assert.Single(statuses, HttpStatusCode.OK);
        Assert.Equal(15, statuses.Count(status => status == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task Replace_ManyWritersWithStar_SucceedsForEach()
    {
        var (patient, _) = await Samples.CreateAsync(_client, Samples.Patient(), Token);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            using var request = Samples.Put(
                $"/patients/{patient.Id}",
                Samples.Patient($"Writer{writer}") with { ExternalId = patient.ExternalId },
                "*");
            using var response = await _client.SendAsync(request, Token);
            return response.StatusCode;
        }));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Replace_ExternalIdOfAnother_Returns409()
    {
        var (first, _) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        var (second, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);

        using var request = Samples.Put(
            $"/patients/{second.Id}", Samples.Patient() with { ExternalId = first.ExternalId }, etag);
        using var response = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task Replace_UnknownId_Returns404()
    {
        using var request = Samples.Put($"/patients/{Guid.NewGuid()}", Samples.Patient(), "*");
        using var response = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Delete_StaleIfMatch_Returns412WithTheCurrentETag()
    {
        var (patient, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);

        using var request = Samples.Delete($"/patients/{patient.Id}", "\"1-s\"");
        using var response = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Equal(etag, response.Headers.ETag?.ToString());
        using var read = await _client.GetAsync($"/patients/{patient.Id}", Token);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_CurrentIfMatchOrNone_Returns204AndThen404(bool conditional)
    {
        var (patient, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);

        using var request = Samples.Delete($"/patients/{patient.Id}", conditional ? etag : null);
        using var deleted = await _client.SendAsync(request, Token);
        using var again = await _client.DeleteAsync($"/patients/{patient.Id}", Token);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }
}
