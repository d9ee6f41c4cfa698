using System.Net;
using PatientGateway.Tests.Failures;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Patients;

/// <summary>Reads that a foreign server answers at the address of the API or of its read-only instance.</summary>
public sealed partial class PatientFallbackTests
{
    private const string ByExternalId = "/by-external-id/x-1";
    private const string ByExternalIdPath = $"/patients{ByExternalId}";

    // Another first name than in the foreign responses, which contain the sample patient.
    private static readonly string Learned = Samples.Patient.Replace("Ada", "Eve", StringComparison.Ordinal);
    private static readonly string LearnedSummary = Summary.Replace("Ada", "Eve", StringComparison.Ordinal);

    // One gateway for all responses: a response that erased the cache would fail the next read.
    [Fact]
    public async Task Views_OfACachedPatientAnsweredByAForeignServer_AreTheCachedResponses()
    {
        await LearnViewsAsync();
        _readOnly.On($"GET {OnePath}/summary", HttpStatusCode.ServiceUnavailable);
        foreach (var (name, status, body, contentType, identity) in ForeignResponses.All.Select(row => row.Data))
        {
            AnswerAllAs(_api, status, body, contentType, identity);

            await IsAsync(name, "/summary", "cache", LearnedSummary);
            await IsAsync(name, ByExternalId, "cache", Learned);
            await IsAsync(name, "/enriched", "cache", $$$"""{"patient":{{{Learned}}}}""");
            await IsAsync(name, "/recommendations", "default", """{"items":[]}""");
            await IsAsync(name, "", "cache", Learned);
        }
    }

    [Fact]
    public async Task Views_OfAnUncachedPatientAnsweredByAForeignServer_AreBadGateways()
    {
        _readOnly.On($"GET {OnePath}/summary", HttpStatusCode.ServiceUnavailable);
        foreach (var (name, status, body, contentType, identity) in ForeignResponses.All.Select(row => row.Data))
        {
            AnswerAllAs(_api, status, body, contentType, identity);
            foreach (var route in (string[])["/summary", ByExternalId, "/enriched"])
            {
                using var response = await GetViewAsync(route);

                Assert.True(
                    response.StatusCode == ForeignResponses.StatusFor(status),
                    $"{name}: {route} is {response.StatusCode}");
                await ProblemAssert.IsProblemAsync(response, (int)response.StatusCode);
            }

            await IsAsync(name, "/recommendations", "default", """{"items":[]}""");
        }
    }

    [Fact]
    public async Task Summary_AnsweredByAForeignServerAtTheReadOnlyAddress_IsCachedOrTheFailureOfTheApi()
    {
        foreach (var isKnown in (bool[])[false, true])
        {
            if (isKnown)
            {
                await LearnViewsAsync();
            }

            _api.On($"GET {OnePath}/summary", HttpStatusCode.ServiceUnavailable);
            foreach (var (name, status, body, contentType, identity) in ForeignResponses.All.Select(row => row.Data))
            {
                // At that address, the main instance is a foreign server.
                var other = identity?.Replace("patient-api-readonly", "patient-api", StringComparison.Ordinal);
                AnswerAllAs(_readOnly, status, body, contentType, other);
                var sent = _readOnly.Received.Count;

                using var response = await GetViewAsync("/summary");

                Assert.True(_readOnly.Received.Count > sent, name);
                Assert.True(
                    response.StatusCode == (isKnown ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable),
                    $"{name}: {response.StatusCode}");
                Assert.True(
                    !isKnown || await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
                        == LearnedSummary,
                    name);
            }
        }
    }

    private static void AnswerAllAs(
        StubApi api, HttpStatusCode status, string? body, string contentType, string? identity)
    {
        foreach (var path in (string[])[
            OnePath, $"{OnePath}/summary", $"{OnePath}/enriched", $"{OnePath}/recommendations", ByExternalIdPath
        ])
        {
            api.AnswerAs($"GET {path}", status, body, contentType, identity);
        }
    }

    private async Task LearnViewsAsync()
    {
        _api.On($"GET {OnePath}", HttpStatusCode.OK, Learned)
            .On($"GET {OnePath}/summary", HttpStatusCode.OK, LearnedSummary)
            .On($"GET {ByExternalIdPath}", HttpStatusCode.OK, Learned);
        await IsAsync("known", "", "primary", Learned);
        await IsAsync("known", "/summary", "primary", LearnedSummary);
        await IsAsync("known", ByExternalId, "primary", Learned);
    }

    private async Task IsAsync(string name, string route, string source, string body)
    {
        var sent = _api.Received.Count;

        using var response = await GetViewAsync(route);

        Assert.True(_api.Received.Count > sent, name);
        Assert.Equal(
            (name, HttpStatusCode.OK, source),
            (name, response.StatusCode, response.Headers.GetValues("X-Data-Source").Single()));
        Assert.Equal(body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task<HttpResponseMessage> GetViewAsync(string route) =>
        route == ByExternalId
            ? _caller.GetAsync(
                new Uri($"{Gateway.Patients}{route}", UriKind.Relative), TestContext.Current.CancellationToken)
            : GetAsync(route);
}
