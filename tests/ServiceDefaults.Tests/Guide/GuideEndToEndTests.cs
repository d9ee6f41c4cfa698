using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Events;
using ServiceDefaults.Tests.Errors;
using ServiceDefaults.Tests.Http;

namespace ServiceDefaults.Tests.Guide;

/// <summary>The guide's end-to-end tests: a caller, a service, and a dependency that fails.</summary>
public sealed class GuideEndToEndTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Request_HealthyDependency_Succeeds()
    {
        await using var service = await GuideService.StartAsync(ScriptedHandler.Answering(HttpStatusCode.OK), _time);

        using var response = await service.GetAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Request_DeadDependency_ReturnsAProblemWithAdvice()
    {
        await using var service = await GuideService.StartAsync(new UnreachableDependency(), _time);

        using var response = await service.GetAsync();

        await AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, "service_unavailable", retryAfter: 15);
    }

    [Fact]
    public async Task Request_AfterTheCircuitOpened_HasRetryAfter()
    {
        await using var service = await GuideService.StartAsync(
            new UnreachableDependency(), _time, ("CircuitBreaker:BreakDuration", "00:01:00"));
        for (var failure = 0; failure < 3; failure++)
        {
            using var _ = await service.GetAsync();
        }

        _time.Advance(TimeSpan.FromSeconds(18));
        using var response = await service.GetAsync();

        await AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, "service_unavailable", retryAfter: 42);
    }

    [Fact]
    public async Task Request_BeyondTheRateLimit_Is429()
    {
        await using var service = await GuideService.StartAsync(
            ScriptedHandler.Answering(HttpStatusCode.OK),
            _time,
            ("RateLimit:Permits", "1"),
            ("RateLimit:Burst", "1"),
            ("RateLimit:Period", "01:00:00"));
        using var first = await service.GetAsync();

        using var second = await service.GetAsync();

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await AssertProblemAsync(second, HttpStatusCode.TooManyRequests, "rate_limit", retryAfter: 3600);
    }

    [Fact]
    public async Task Request_DeadDependency_IsCountedInTheMetrics()
    {
        await using var service = await GuideService.StartAsync(new UnreachableDependency(), _time);
        var meters = service.Services.GetRequiredService<IMeterFactory>();
        using var retries = new MetricCollector<long>(
            meters, ResilienceMetrics.MeterName, ResilienceMetrics.RetryAttempts);
        using var trips = new MetricCollector<long>(
            meters, ResilienceMetrics.MeterName, ResilienceMetrics.CircuitTrips);
        using var durations = new MetricCollector<double>(
            meters, ResilienceMetrics.MeterName, ResilienceMetrics.OperationDuration);

        for (var failure = 0; failure < 4; failure++)
        {
            using var _ = await service.GetAsync();
        }

        Assert.Equal(3 * 2, retries.GetMeasurementSnapshot().Sum(one => one.Value));
        Assert.Equal(1, Assert.Single(trips.GetMeasurementSnapshot()).Value);
        Assert.Equal(
            ["service_unavailable", "service_unavailable", "service_unavailable", "circuit_breaker_open"],
            durations.GetMeasurementSnapshot().Select(one => one.Tags["outcome"] as string));
    }

    private static async Task AssertProblemAsync(
        HttpResponseMessage response, HttpStatusCode status, string category, int retryAfter)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(retryAfter), response.Headers.RetryAfter?.Delta);
        var problem = await ProblemServer.ProblemOfAsync(response);
        Assert.Equal(
            (category, true, retryAfter),
            (problem.GetProperty("category").GetString(), problem.GetProperty("canRetry")
                .GetBoolean(), problem.GetProperty("retryAfter").GetInt32()));
    }

    /// <summary>Connects to a local port on which no process listens.</summary>
    private sealed class UnreachableDependency : DelegatingHandler
    {
        private readonly int _port;

        public UnreachableDependency()
            : base(new SocketsHttpHandler())
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new($"http://127.0.0.1:{_port}/");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
