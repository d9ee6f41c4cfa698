using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PatientGateway.Tests.Batch;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Shedding;
using Testing;

namespace PatientGateway.Tests.Shedding;

/// <summary>Many batches, with reads of single patients at the same time.</summary>
public sealed class BatchFloodTests
{
    private const int Reads = 100;
    private const string Pipeline = "Resilience:Pipelines:patient-api:";

    private static readonly TimeSpan ServiceTime = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batches_BeyondTheirLimit_AreShedAndReadsAreServed()
    {
        var gate = new TaskCompletionSource<HttpResponseMessage>();
        await using var batches = new BatchGateway(("LoadShedding:Criticalities:batch:MaxConcurrency", "4"));
        batches.Api.On("POST /patients", _ => gate.Task);
        batches.Api.On(BatchGateway.One(1), HttpStatusCode.OK, Samples.Patient);
        var admitted = Enumerable.Range(0, 4).Select(_ => batches.CreateAsync("{}")).ToList();
        await Eventually.IsTrueAsync(() => ActiveBatches(batches) == 4 && batches.Api.Received.Count == 3);

        using var shed = await batches.CreateAsync("{}");
        using var read = await GetAsync(batches.Gateway, $"{Gateway.Patients}/{BatchGateway.Id(1)}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, shed.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), shed.Headers.RetryAfter?.Delta);
        var problem = await shed.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("system_busy", problem.GetProperty("category").GetString());
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        // Batches have three permits; the fourth batch waits.
        Assert.Equal(3, batches.Api.Received.Count(request => request.Method == HttpMethod.Post));
        gate.SetCanceled(Token);
        foreach (var response in await Task.WhenAll(admitted))
        {
            using (response)
            {
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
        }
    }

    [Fact]
    public async Task Calls_OfABatch_SendTheirCriticality()
    {
        await using var batches = new BatchGateway();
        batches.Api.On("POST /patients", HttpStatusCode.Created, Samples.Patient);
        batches.Api.On(BatchGateway.One(1), HttpStatusCode.OK, Samples.Patient);
        batches.Api.On($"GET /patients/{BatchGateway.Id(1)}/recommendations", HttpStatusCode.NotFound);

        using var create = await batches.CreateAsync("{}");
        using var read = await GetAsync(
            batches.Gateway, $"{Gateway.Patients}/{BatchGateway.Id(1)}", (CriticalityHeaders.Criticality, "batch"));
        using var extra = await GetAsync(
            batches.Gateway, $"{Gateway.Patients}/{BatchGateway.Id(1)}/recommendations");

        Assert.Equal(
            ["batch", "", "extra"],
            batches.Api.Received.Select(request =>
                request.Headers.TryGetValues(CriticalityHeaders.Criticality, out var values)
                    ? Assert.Single(values)
                    : ""));
    }

    [Fact]
    public async Task Reads_UnderAFloodOfBatches_SucceedInAboutTheSameTimeAsWithout()
    {
        using var api = new StubApi();
        foreach (var number in Enumerable.Range(0, 2 * Reads))
        {
            api.On(BatchGateway.One(number), token => AnswerAsync(HttpStatusCode.OK, token));
        }

        api.On("POST /patients", token => AnswerAsync(HttpStatusCode.Created, token));
        await using var gateway = new Gateway(api)
        {
            Clock = TimeProvider.System,
            Settings = new()
            {
                [Pipeline + "RateLimit:Permits"] = "10000",
                [Pipeline + "RateLimit:Burst"] = "10000",
                [Pipeline + "HealthProbe:Enabled"] = "false",
                ["InboundLimits:Enabled"] = "false",
            },
        };
        using var caller = gateway.CreateClient();
        await ReadAsync(caller, 0, 10);

        var quiet = await ReadAsync(caller, 0, Reads);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var flood = Enumerable.Range(0, 40).Select(_ => FloodAsync(caller, stop.Token)).ToArray();
        await Eventually.IsTrueAsync(() => api.Received.Count(request => request.Method == HttpMethod.Post) > 20);
        var busy = await ReadAsync(caller, Reads, Reads);
        await stop.CancelAsync();
        var shed = (await Task.WhenAll(flood)).Sum();

        Assert.True(shed > 0, "The flood was no flood: no batch was shed.");
        // The margin is for the scheduling of a machine that runs other tests; a read that waited for a batch, or for
        // its retry, would take several times as long.
        Assert.True(
            busy <= (2 * quiet) + TimeSpan.FromMilliseconds(150),
            $"The 99th percentile of the reads is {busy} under a flood of batches, and {quiet} without.");
    }

    private static int ActiveBatches(BatchGateway batches) =>
        batches.Gateway.Services.GetRequiredService<IResilienceMonitor>().GetStatus().Sections["loadShedding"]
            is LoadSheddingStatistics statistics
            && statistics.Criticalities.TryGetValue(Criticality.Batch, out var batch) ? batch.Active : 0;

    // The number of batches that the gateway shed.
    private static async Task<int> FloodAsync(HttpClient caller, CancellationToken cancellationToken)
    {
        var shed = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            using var response = await caller.PostAsync(
                BatchGateway.Create,
                Samples.Json("""{"items":[{},{},{},{},{}]}"""),
                CancellationToken.None);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                shed++;
                await Task.Delay(ServiceTime, TimeProvider.System, CancellationToken.None);
            }
        }

        return shed;
    }

    private static async Task<TimeSpan> ReadAsync(HttpClient caller, int first, int count)
    {
        List<TimeSpan> durations = [];
        foreach (var number in Enumerable.Range(first, count))
        {
            var started = Stopwatch.GetTimestamp();
            using var response = await caller.GetAsync($"{Gateway.Patients}/{BatchGateway.Id(number)}", Token);
            durations.Add(Stopwatch.GetElapsedTime(started));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        return durations.Order().ElementAt((int)(count * 0.99) - 1);
    }

    private static async Task<HttpResponseMessage> AnswerAsync(HttpStatusCode status, CancellationToken token)
    {
        await Task.Delay(ServiceTime, TimeProvider.System, token);
        return StubApi.Response(status, Samples.Patient);
    }

    private static async Task<HttpResponseMessage> GetAsync(
        Gateway gateway, string path, params (string Name, string Value)[] headers)
    {
        using var caller = gateway.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await caller.SendAsync(request, Token);
    }
}
