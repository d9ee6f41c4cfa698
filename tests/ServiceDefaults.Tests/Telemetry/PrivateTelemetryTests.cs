using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Instrumentation.Http;
using Testing;

namespace ServiceDefaults.Tests.Telemetry;

/// <summary>
/// A URL or user agent can hold a person's id or name: no span, log line or metric holds data that a caller put into
/// them.
/// </summary>
public sealed class PrivateTelemetryTests : IDisposable
{
    public const string Canary = "mrn-4711";

    private readonly TraceRecorder _trace = new();

    public void Dispose() => _trace.Dispose();

    [Theory]
    [InlineData($"/people/{Canary}?name={Canary}&{Canary}", 200, "/people/{id}")]
    [InlineData($"/people/{Canary}/failure", 500, "/people/{id}/failure")]
    [InlineData($"/nobody/{Canary}?{Canary}", 404, "/*")]
    public async Task ServerSpan_OfARequest_HoldsTheRouteInsteadOfThePath(string path, int status, string expected)
    {
        await using var service = await TracedService.StartAsync();

        Assert.Equal(status, await service.GetAsync(path, _trace.Parent));

        var spans = await _trace.UntilAsync(IsServer, TestContext.Current.CancellationToken);
        Assert.Equal(expected, spans[^1].GetTagItem("url.path"));
        AssertPrivate(spans.Select(TraceRecorder.TextOf));
    }

    [Fact]
    public async Task ClientSpans_OfCalls_HoldTheServerAndTheOperationInsteadOfThePath()
    {
        await using var service = await TracedService.StartAsync();

        Assert.Equal(200, await service.GetAsync($"/relayed/{Canary}", _trace.Parent));

        var spans = await _trace.UntilAsync(
            span => IsServer(span) && span.GetTagItem("http.route") is "/relayed/{id}",
            TestContext.Current.CancellationToken);
        var calls = spans.Where(span => span.Source.Name == "System.Net.Http")
            .Select(span => (span.GetTagItem("url.full"), span.GetTagItem("operation")));
        var server = service.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Equal([(server, "get_person"), (server, null)], calls);
        AssertPrivate(spans.Select(TraceRecorder.TextOf));
    }

    [Fact]
    public async Task Spans_EnrichedByTheHost_KeepBothEnrichments()
    {
        await using var service = await TracedService.StartAsync(builder =>
        {
            builder.Services.Configure<AspNetCoreTraceInstrumentationOptions>(
                options => options.EnrichWithHttpResponse = (span, _) => span.SetTag("own", "server"));
            builder.Services.Configure<HttpClientTraceInstrumentationOptions>(
                options => options.EnrichWithHttpRequestMessage = (span, _) => span.SetTag("own", "client"));
        });

        await service.GetAsync($"/relayed/{Canary}", _trace.Parent);

        // The span of a server may end after that of its caller.
        var servers = 0;
        var spans = await _trace.UntilAsync(
            span => IsServer(span) && ++servers == 3, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["client", "client", "server", "server", "server"],
            spans.Select(span => span.GetTagItem("own")).OfType<string>().Order(StringComparer.Ordinal));
        AssertPrivate(spans.Select(TraceRecorder.TextOf));
    }

    [Fact]
    public async Task Log_OfRequestsAtItsDefaultLevel_HoldsTheTraceAndNoPath()
    {
        await using var service = await TracedService.StartAsync(builder =>
            builder.Configuration.AddInMemoryCollection([
                new("Logging:LogLevel:Default", "Information"),
                new("Logging:LogLevel:Microsoft.AspNetCore", "Information")
            ]));
        var parent = _trace.Parent;

        await service.GetAsync($"/relayed/{Canary}", parent);
        await service.GetAsync($"/people/{Canary}/failure", parent);

        Assert.Contains(
            service.Logs,
            line => line.Contains(ActivityContext.Parse(parent, null).TraceId.ToHexString(), StringComparison.Ordinal));
        AssertPrivate(service.Logs);
    }

    [Fact]
    public async Task Metrics_OfRequests_HoldNoPath()
    {
        var tags = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) => own.EnableMeasurementEvents(instrument)
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, pairs, _) => Keep(tags, instrument, pairs));
        listener.SetMeasurementEventCallback<long>((instrument, _, pairs, _) => Keep(tags, instrument, pairs));
        listener.SetMeasurementEventCallback<int>((instrument, _, pairs, _) => Keep(tags, instrument, pairs));
        listener.Start();
        await using var service = await TracedService.StartAsync();

        await service.GetAsync($"/relayed/{Canary}", _trace.Parent);
        await service.GetAsync($"/nobody/{Canary}", _trace.Parent);

        Assert.Contains(tags, tag => tag.StartsWith("http.client.request.duration", StringComparison.Ordinal));
        AssertPrivate(tags);
    }

    private static void Keep(
        System.Collections.Concurrent.ConcurrentQueue<string> tags,
        Instrument instrument,
        ReadOnlySpan<KeyValuePair<string, object?>> pairs) =>
        tags.Enqueue($"{instrument.Name} {string.Join(' ', pairs.ToArray())}");

    private static bool IsServer(Activity span) => span.Source.Name == "Microsoft.AspNetCore";

    private static void AssertPrivate(IEnumerable<string> texts) => Assert.DoesNotContain(
        texts, text => text.Contains(Canary, StringComparison.OrdinalIgnoreCase));
}
