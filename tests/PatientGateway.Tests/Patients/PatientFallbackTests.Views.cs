using System.Net;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Patients;

public sealed partial class PatientFallbackTests
{
    [Fact]
    public async Task Summary_WhileTheApiFails_IsFromTheSecondInstanceThenTheCache()
    {
        _api.On($"GET {OnePath}/summary", HttpStatusCode.OK, Summary);
        (await GetAsync("/summary")).Dispose();
        _api.On($"GET {OnePath}/summary", HttpStatusCode.ServiceUnavailable);
        _readOnly.On($"GET {OnePath}/summary", HttpStatusCode.OK, Summary);

        using var second = await GetAsync("/summary");
        _readOnly.On($"GET {OnePath}/summary", HttpStatusCode.ServiceUnavailable);
        using var last = await GetAsync("/summary");

        AssertSource(second, "fallback", age: 0, degraded: true);
        AssertSource(last, "cache", age: 0, degraded: true);
    }

    [Fact]
    public async Task Enriched_WhenOnlyTheEnrichmentFails_IsTheLivePatientOnly()
    {
        _api.On($"GET {OnePath}/enriched", HttpStatusCode.InternalServerError).On(
            $"GET {OnePath}", HttpStatusCode.OK, Samples.Patient);

        using var response = await GetAsync("/enriched");

        AssertSource(response, "fallback", age: 0, degraded: true);
        Assert.Equal(
            $$$"""{"patient":{{{Samples.Patient}}}}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Enriched_WhileTheApiFails_IsTheCachedPatientOnly()
    {
        await CacheResponseAsync();
        _api.On($"GET {OnePath}", HttpStatusCode.ServiceUnavailable).On(
            $"GET {OnePath}/enriched", HttpStatusCode.ServiceUnavailable);
        _gateway.Time.Advance(TimeSpan.FromSeconds(5));

        using var response = await GetAsync("/enriched");

        AssertSource(response, "cache", age: 5, degraded: true);
    }

    [Fact]
    public async Task Recommendations_WhileTheApiFails_AreEmpty()
    {
        _api.On($"GET {OnePath}/recommendations", HttpStatusCode.ServiceUnavailable);

        using var response = await GetAsync("/recommendations");

        AssertSource(response, "default", age: 0, degraded: true);
        Assert.Equal(
            """{"items":[]}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
