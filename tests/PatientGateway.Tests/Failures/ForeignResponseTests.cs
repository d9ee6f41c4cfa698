using System.Net;
using System.Text.Json;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Failures;

/// <summary>
/// Only the API can reject, confirm or erase; a response of any other server at its address is a bad gateway.
/// </summary>
public sealed partial class ForeignResponseTests : IDisposable
{
    private const string OnePath = $"/patients/{Samples.Id}";
    private const string Item = "GET /patients/batch?ids=" + Samples.Id;

    public static TheoryData<string, HttpStatusCode, string?, string, string?> Foreign => ForeignResponses.All;

    public static TheoryData<HttpStatusCode> OfServers => ForeignResponses.OfServers;

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Read_OfAnUncachedPatient_IsABadGateway(
        string name, HttpStatusCode status, string? body, string contentType, string? identity)
    {
        _api.AnswerAs($"GET {OnePath}", status, body, contentType, identity);

        using var response = await SendAsync(HttpMethod.Get, $"/{Samples.Id}");

        Assert.True(response.StatusCode == ForeignResponses.StatusFor(status), name);
        await ProblemAssert.IsProblemAsync(response, (int)response.StatusCode);
        Assert.Equal(1, FailuresInARow());
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Read_OfACachedPatient_ReturnsItAndErasesNothing(
        string name, HttpStatusCode status, string? body, string contentType, string? identity)
    {
        await CacheResponseAsync();
        _api.AnswerAs($"GET {OnePath}", status, body, contentType, identity);

        using var first = await SendAsync(HttpMethod.Get, $"/{Samples.Id}");
        using var second = await SendAsync(HttpMethod.Get, $"/{Samples.Id}");

        foreach (var response in new[] { first, second })
        {
            Assert.True(response.StatusCode == HttpStatusCode.OK, name);
            Assert.Equal("cache", response.Headers.GetValues("X-Data-Source").Single());
        }
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Write_OnEveryRoute_IsABadGatewayThatMayHaveSucceeded(
        string name, HttpStatusCode status, string? body, string contentType, string? identity)
    {
        foreach (var (method, path, content) in Writes())
        {
            _api.AnswerAs($"{method} /patients{path}", status, body, contentType, identity);

            using var response = await SendAsync(method, path, content);

            Assert.True(
                response.StatusCode == ForeignResponses.StatusFor(status),
                $"{name}: {method} {path} is {response.StatusCode}");
            var problem = await JsonDocument.ParseAsync(
                await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken),
                default,
                TestContext.Current.CancellationToken);
            Assert.True(problem.RootElement.GetProperty("mayHaveSucceeded").GetBoolean(), name);
        }
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Delete_ConfirmedByAForeignServer_ErasesNothing(
        string name, HttpStatusCode status, string? body, string contentType, string? identity)
    {
        await CacheResponseAsync();
        _api.AnswerAs($"DELETE {OnePath}", status, body, contentType, identity);
        using var delete = await SendAsync(HttpMethod.Delete, $"/{Samples.Id}");
        _api.AnswerAs($"GET {OnePath}", HttpStatusCode.ServiceUnavailable, null, "text/plain", _identity);

        using var read = await SendAsync(HttpMethod.Get, $"/{Samples.Id}");

        // Whether the patient was deleted is unknown, and no response claims it.
        Assert.True(delete.StatusCode == ForeignResponses.StatusFor(status), name);
        Assert.True(read.StatusCode == HttpStatusCode.ServiceUnavailable, name);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Batch_AnsweredByAForeignServer_ReadsEachAloneFromTheCache(
        string name, HttpStatusCode status, string? body, string contentType, string? identity)
    {
        await CacheResponseAsync();
        _api.AnswerAs(Item, status, body, contentType, identity);
        _api.AnswerAs($"GET {OnePath}", status, body, contentType, identity);

        using var response = await PostAsync("/api/v1/batch/patients/get", $$"""{"ids":["{{Samples.Id}}"]}""");

        var item = (await ReadAsync(response)).GetProperty("items")[0];
        Assert.True(
            (item.GetProperty("status").GetInt32(), item.GetProperty("source").GetString()) is (200, "cache"), name);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task BatchItem_CreatedByAForeignServer_IsABadGateway(
        string name, HttpStatusCode status, string? body, string contentType, string? identity)
    {
        _api.AnswerAs("POST /patients", status, body, contentType, identity);

        using var response = await PostAsync("/api/v1/batch/patients/create", """{"items":[{"n":1}]}""");

        var item = (await ReadAsync(response)).GetProperty("items")[0];
        Assert.True(item.GetProperty("status").GetInt32() == (int)ForeignResponses.StatusFor(status), name);
        Assert.True(item.GetProperty("problem").GetProperty("mayHaveSucceeded").GetBoolean(), name);
    }

    [Fact]
    public async Task Circuit_OfAForeignServer_Opens()
    {
        _api.AnswerAs("GET /patients", HttpStatusCode.OK, "{}", "application/json", identity: null);

        for (var call = 0; call < 4; call++)
        {
            (await SendAsync(HttpMethod.Get, "")).Dispose();
        }

        Assert.Equal(Polly.CircuitBreaker.CircuitState.Open, Circuit().State);
    }

    [Theory]
    [MemberData(nameof(OfServers))]
    public async Task Request_RejectedByTheHttpServerOfTheApi_Is502AndNoFailure(HttpStatusCode status)
    {
        _api.AnswerAs("GET /patients", status, null, "text/plain", identity: null);
        _api.AnswerAs("POST /patients", status, null, "text/plain", identity: null);

        for (var call = 0; call < 10; call++)
        {
            using var read = await SendAsync(HttpMethod.Get, "");
            using var write = await SendAsync(HttpMethod.Post, "", Samples.Json());
            Assert.Equal((HttpStatusCode.BadGateway, HttpStatusCode.BadGateway), (read.StatusCode, write.StatusCode));
        }

        Assert.Equal((Polly.CircuitBreaker.CircuitState.Closed, 0), (Circuit().State, FailuresInARow()));
    }

    /// <summary>
    /// The API sent the response, but its router does not know the address; it says nothing about the patient.
    /// </summary>
    [Theory]
    [InlineData(null)]
    [InlineData("""{"title":"Not Found","status":404}""")]
    [InlineData("""{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.5","title":"Not Found","status":404}""")]
    [InlineData("""{"type":["urn:patients:problem:patient-not-found"]}""")]
    [InlineData("no JSON")]
    public async Task NotFound_OfTheRouter_ErasesNothing(string? body)
    {
        await CacheResponseAsync();
        _api.On($"GET {OnePath}", HttpStatusCode.NotFound, body, "application/problem+json");
        _api.On("GET /patients", HttpStatusCode.NotFound, body, "application/problem+json");

        using var read = await SendAsync(HttpMethod.Get, $"/{Samples.Id}");
        using var list = await SendAsync(HttpMethod.Get, "");

        Assert.Equal((HttpStatusCode.OK, "cache"), (read.StatusCode, read.Headers.GetValues("X-Data-Source").Single()));
        Assert.Equal(HttpStatusCode.BadGateway, list.StatusCode);
        Assert.Equal(0, FailuresInARow());
    }

    [Fact]
    public async Task Read_IdentityHeaderInAnotherCase_IsAccepted()
    {
        _api.AnswerAs(
            $"GET {OnePath}",
            HttpStatusCode.OK,
            Samples.Patient,
            "application/json",
            "Patient-API; environment=production");

        using var response = await SendAsync(HttpMethod.Get, $"/{Samples.Id}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static IEnumerable<(HttpMethod Method, string Path, HttpContent? Content)> Writes() =>
    [
        (HttpMethod.Post, "", Samples.Json()),
        (HttpMethod.Put, "/by-external-id/x-1", Samples.Json()),
        (HttpMethod.Put, $"/{Samples.Id}", Samples.Json()),
        (HttpMethod.Delete, $"/{Samples.Id}", null),
        (HttpMethod.Post, "/import", Samples.Ndjson("{}\n")),
    ];
}
