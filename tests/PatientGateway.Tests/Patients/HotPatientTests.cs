using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.Fallback;

namespace PatientGateway.Tests.Patients;

/// <summary>Many concurrent reads of one patient.</summary>
public sealed class HotPatientTests
{
    [Fact]
    public async Task Get_OfOneColdPatientByFiveHundredAtOnce_CallsTheApiTwice()
    {
        const int Reads = 500;
        using var api = new StubApi();
        await using var gateway = new Gateway(api)
        {
            Settings = { ["Resilience:Defaults:RateLimit:Enabled"] = "false" }
        };
        using var caller = gateway.CreateClient();
        var first = new TaskCompletionSource();
        api.On($"GET /patients/{Samples.Id}", async token =>
        {
            await first.Task.WaitAsync(token);
            return StubApi.Response(HttpStatusCode.OK, Samples.Patient);
        });
        using var shared = new MetricCollector<long>(
            gateway.Services.GetRequiredService<IMeterFactory>(), FallbackMetrics.MeterName, FallbackMetrics.Shared);

        var reads = Enumerable.Range(0, Reads).Select(_ => caller.GetAsync(
            new Uri($"{Gateway.Patients}/{Samples.Id}", UriKind.Relative),
            TestContext.Current.CancellationToken)).ToList();
        // One call was sent, one waits to be sent, and all other readers have joined the latter.
        await shared.WaitForMeasurementsAsync(Reads - 2, TestContext.Current.CancellationToken);
        first.SetResult();

        foreach (var response in await Task.WhenAll(reads))
        {
            Assert.Equal("primary", response.Headers.GetValues("X-Data-Source").Single());
            response.Dispose();
        }

        Assert.Equal(2, api.Received.Count);
    }
}
