using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ServiceDefaults.Events;
using ServiceDefaults.Objectives;
using ServiceDefaults.Objectives.Internal;

namespace ServiceDefaults.Tests.Objectives;

public sealed class ObjectiveMetricsTests
{
    [Fact]
    public async Task Requests_OfEveryRoute_AreCountedFromZero()
    {
        await using var server = await ObjectiveServer.StartAsync();
        await server.GetAsync("right");
        await server.GetAsync("right");
        await server.GetAsync("stale");

        Assert.Equal(
            [
                "2 GET /orders/{answer} good", "1 GET /orders/{answer} degraded", "0 GET /orders/{answer} bad",
                "0 POST /stock/{answer} good", "0 POST /stock/{answer} degraded", "0 POST /stock/{answer} bad",
            ],
            Read<long>(server, ObjectiveMetrics.Requests, "outcome"));
    }

    [Fact]
    public async Task Targets_OfEveryRoute_FollowTheSettings()
    {
        await using var server = await ObjectiveServer.StartAsync(
            ("Objectives:Routes:orders:Route", "GET /orders/{answer}"),
            ("Objectives:Routes:orders:LatencyShare", "0.75"),
            ("Objectives:Routes:orders:Latency", "00:00:00.250"));

        Assert.Equal(
            [
                "0.999 GET /orders/{answer} availability", "0.75 GET /orders/{answer} latency",
                "0.999 POST /stock/{answer} availability", "0.99 POST /stock/{answer} latency",
            ],
            Read<double>(server, ObjectiveMetrics.Target, "objective"));
        Assert.Equal(
            ["0.25 GET /orders/{answer}", "1 POST /stock/{answer}"],
            Read<double>(server, ObjectiveMetrics.Latency));
    }

    [Fact]
    public async Task Recording_ARequest_AllocatesNothing()
    {
        await using var server = await ObjectiveServer.StartAsync();
        var recorder = server.Services.GetRequiredService<ObjectiveRecorder>();
        var response = new HeldResponse();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(response);
        context.SetEndpoint(server.Services.GetRequiredService<EndpointDataSource>().Endpoints.Single(
            endpoint => endpoint is RouteEndpoint { RoutePattern.RawText: ObjectiveServer.Orders }));
        await ObserveAsync(recorder, context, response, requests: 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var observed = ObserveAsync(recorder, context, response, requests: 1000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        await observed;
        Assert.Equal((0, 1100), (allocated, server.Status.Good));
    }

    private static Task ObserveAsync(
        ObjectiveRecorder recorder, HttpContext context, HeldResponse response, int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            recorder.Observe(context);
            if (!response.CompleteAsync().IsCompletedSuccessfully)
            {
                return Task.FromException(new InvalidOperationException("Recording has to end at once."));
            }
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<string> Read<T>(ObjectiveServer server, string metric, string? tag = null)
        where T : struct
    {
        using var collector = new MetricCollector<T>(
            server.Services.GetRequiredService<IMeterFactory>(), ResilienceMetrics.MeterName, metric);
        collector.RecordObservableInstruments();
        return collector.GetMeasurementSnapshot().Select(measured => string.Join(
            ' ',
            new[]
            {
                FormattableString.Invariant($"{measured.Value}"), measured.Tags["method"], measured.Tags["route"],
                tag is null ? null : measured.Tags[tag],
            }.OfType<object>()));
    }

    private sealed class HeldResponse : HttpResponseFeature
    {
        private Func<object, Task>? _callback;
        private object? _state;

        public override void OnCompleted(Func<object, Task> callback, object state) =>
            (_callback, _state) = (callback, state);

        public Task CompleteAsync() => _callback!(_state!);
    }
}
