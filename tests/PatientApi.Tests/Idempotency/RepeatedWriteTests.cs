using System.Net;
using System.Net.Http.Json;
using PatientApi.Contracts;

namespace PatientApi.Tests.Idempotency;

/// <summary>A write that is retried with its key is not executed again, and gets the first response.</summary>
public sealed class RepeatedWriteTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;
    private readonly string _key = KeyedWrites.NewKey();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_Repeated_ReturnsTheFirstResponse()
    {
        var patient = Samples.Patient();

        var first = await _client.PostAsync(_key, patient);
        var second = await _client.PostAsync(_key, patient);

        Assert.Equal((HttpStatusCode.Created, false, _key), (first.Status, first.IsReplayed, first.Key));
        Assert.Equal(first.AsReplay(), second);
    }

    [Fact]
    public async Task Replace_Repeated_DoesNotConflictWithItself()
    {
        var (patient, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        var replacement = Samples.Patient("Replaced") with { ExternalId = patient.ExternalId };

        var first = await _client.PutAsync($"/patients/{patient.Id}", _key, replacement, etag);
        var second = await _client.PutAsync($"/patients/{patient.Id}", _key, replacement, etag);

        Assert.Equal((HttpStatusCode.OK, false), (first.Status, first.IsReplayed));
        Assert.NotEqual(etag, first.ETag);
        Assert.Equal(first.AsReplay(), second);
    }

    [Fact]
    public async Task Delete_Repeated_IsNotNotFound()
    {
        var (patient, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);

        var first = await _client.DeleteAsync($"/patients/{patient.Id}", _key, etag);
        var second = await _client.DeleteAsync($"/patients/{patient.Id}", _key, etag);
        var other = await _client.DeleteAsync($"/patients/{patient.Id}", KeyedWrites.NewKey(), etag);

        Assert.Equal((HttpStatusCode.NoContent, false), (first.Status, first.IsReplayed));
        Assert.Equal(first.AsReplay(), second);
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
    }

    [Fact]
    public async Task Upsert_Repeated_ReturnsCreatedAgain()
    {
        var patient = Samples.Patient();

        var first = await _client.PutAsync($"/patients/by-external-id/{patient.ExternalId}", _key, patient);
        var second = await _client.PutAsync($"/patients/by-external-id/{patient.ExternalId}", _key, patient);

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(first.AsReplay(), second);
    }

    [Fact]
    public async Task Rejection_Repeated_ReturnsTheFirstRejection()
    {
        var (patient, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        var duplicate = Samples.Patient() with { ExternalId = patient.ExternalId };
        var (conflict, stale, missing) = (KeyedWrites.NewKey(), KeyedWrites.NewKey(), KeyedWrites.NewKey());
        var path = $"/patients/{patient.Id}";
        var nowhere = $"/patients/{Guid.CreateVersion7()}";
        KeyedResponse[] first =
        [
            await _client.PostAsync(conflict, duplicate),
            await _client.PutAsync(path, stale, duplicate, "\"1-s\""),
            await _client.DeleteAsync(nowhere, missing),
        ];
        await _client.DeleteAsync(path, key: null, etag);

        KeyedResponse[] second =
        [
            await _client.PostAsync(conflict, duplicate),
            await _client.PutAsync(path, stale, duplicate, "\"1-s\""),
            await _client.DeleteAsync(nowhere, missing),
        ];

        Assert.Equal(
            [HttpStatusCode.Conflict, HttpStatusCode.PreconditionFailed, HttpStatusCode.NotFound],
            first.Select(response => response.Status));
        Assert.Equal(etag, first[1].ETag);
        Assert.Equal(first.Select(response => response.AsReplay()), second);
    }

    [Fact]
    public async Task Replace_WithTheExternalIdOfAnother_IsAConflictThatIsReplayed()
    {
        var (taken, _) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        var (patient, _) = await Samples.CreateAsync(_client, Samples.Patient(), Token);

        var first = await _client.PutAsync(
            $"/patients/{patient.Id}", _key, Samples.Patient() with { ExternalId = taken.ExternalId }, "*");
        var second = await _client.PutAsync(
            $"/patients/{patient.Id}", _key, Samples.Patient() with { ExternalId = taken.ExternalId }, "*");

        Assert.Equal(HttpStatusCode.Conflict, first.Status);
        Assert.Equal(first.AsReplay(), second);
    }

    [Fact]
    public async Task BadRequest_Corrected_MayUseTheSameKey()
    {
        var refused = await _client.PostAsync(_key, Samples.Patient() with { LastName = null });
        var mended = await _client.PostAsync(_key, Samples.Patient());

        Assert.Equal(
            (HttpStatusCode.BadRequest, HttpStatusCode.Created, false),
            (refused.Status, mended.Status, mended.IsReplayed));
        Assert.Equal(_key, refused.Key);
    }

    [Fact]
    public async Task Create_WithoutAKey_IsExecutedEachTime()
    {
        var patient = Samples.Patient();

        var first = await _client.PostAsync(key: null, patient);
        var second = await _client.PostAsync(key: null, patient);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict), (first.Status, second.Status));
        Assert.Null(first.Key);
    }

    [Theory]
    [InlineData("method")]
    [InlineData("path")]
    [InlineData("query")]
    [InlineData("If-Match")]
    [InlineData("body")]
    public async Task Key_OfAnotherRequest_Is422(string difference)
    {
        var (patient, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        var replacement = Samples.Patient("Replaced") with { ExternalId = patient.ExternalId };
        var path = $"/patients/{patient.Id}";
        await _client.PutAsync(path, _key, replacement, etag);

        var response = difference switch
        {
            "method" => await _client.DeleteAsync(path, _key, etag),
            "path" => await _client.PutAsync($"/patients/{Guid.CreateVersion7()}", _key, replacement, etag),
            "query" => await _client.PutAsync($"{path}?a=1", _key, replacement, etag),
            "If-Match" => await _client.PutAsync(path, _key, replacement, "*"),
            _ => await _client.PutAsync(path, _key, replacement with { Phone = "1" }, etag),
        };

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, ProblemTypes.KeyReused), (response.Status, response.ProblemType));
        Assert.Equal("Replaced", (await _client.GetFromJsonAsync<PatientResponse>(path, Token))!.LastName);
    }

    // A precondition that holds for every create, so that only the key can reject it.
    [Fact]
    public async Task Key_OfARequestWithAnotherIfNoneMatch_Is422()
    {
        var patient = Samples.Patient();
        var first = await _client.PostAsync(_key, patient);

        var response = await _client.WriteAsync(
            HttpMethod.Post, "/patients", _key, JsonContent.Create(patient), ifNoneMatch: "\"1-s\"");

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, ProblemTypes.KeyReused), (response.Status, response.ProblemType));
        Assert.Equal(first.AsReplay(), await _client.PostAsync(_key, patient));
    }

    [Fact]
    public async Task Create_ManyTimesAtOnce_IsExecutedOnce()
    {
        var patient = Samples.Patient();

        var responses = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _client.PostAsync(_key, patient)));

        var created = responses.Where(response => response.Status == HttpStatusCode.Created).ToList();
        Assert.Single(created, response => !response.IsReplayed);
        Assert.Single(created.Select(response => response.Body).Distinct(StringComparer.Ordinal));
        Assert.All(responses.Except(created), response =>
            Assert.Equal(
                (HttpStatusCode.Conflict, ProblemTypes.KeyInFlight, TimeSpan.FromSeconds(1)),
                (response.Status, response.ProblemType, response.RetryAfter)));
    }
}
