using System.Collections.Concurrent;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AppHost.Tests.Fixtures;

/// <summary>A collector that receives traces by OTLP over HTTP and keeps the spans for assertions.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly SemaphoreSlim _arrival = new(0);
    private WebApplication? _server;

    /// <summary>Receives every payload unchanged, with the kind of signal: traces, logs or metrics.</summary>
    public Action<string, byte[]>? Tap { get; set; }

    /// <summary>The endpoint to export to.</summary>
    public string Address =>
        _server?.Urls.Single() ?? throw new InvalidOperationException("The collector was not started.");

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapPost("/v1/{signal}", TakeAsync);
        await _server.StartAsync(CancellationToken.None);
    }

    /// <summary>Waits until the spans seen so far satisfy the condition, and returns those of the trace.</summary>
    public async Task<IReadOnlyList<Span>> WaitForTraceAsync(
        string traceId, Func<IReadOnlyList<Span>, bool> isComplete, CancellationToken cancellationToken)
    {
        while (true)
        {
            var trace = _spans.Where(span => string.Equals(span.TraceId, traceId, StringComparison.OrdinalIgnoreCase))
                .ToList();
            if (isComplete(trace))
            {
                return trace;
            }

            await _arrival.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _arrival.Dispose();
    }

    /// <summary>Makes the services export their telemetry here, spans and metrics once in each period.</summary>
    public void Receive(IDistributedApplicationTestingBuilder builder, TimeSpan spans, TimeSpan metrics)
    {
        foreach (var service in builder.Resources.OfType<ProjectResource>())
        {
            builder.CreateResourceBuilder(service)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", Address)
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", Milliseconds(spans))
                .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", Milliseconds(metrics));
        }
    }

    private static string Milliseconds(TimeSpan period) =>
        period.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    private async Task<IResult> TakeAsync(string signal, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        Tap?.Invoke(signal, body.ToArray());
        if (signal == "traces")
        {
            foreach (var span in OtlpTraces.Read(body.ToArray()))
            {
                _spans.Enqueue(span);
            }

            _arrival.Release();
        }

        return Results.Bytes([], "application/x-protobuf");
    }
}
