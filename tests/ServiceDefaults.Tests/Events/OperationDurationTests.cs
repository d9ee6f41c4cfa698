using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Polly.CircuitBreaker;
using ServiceDefaults.Errors;
using ServiceDefaults.Events;
using ServiceDefaults.Http;
using ServiceDefaults.Tests.Deadlines;
using ServiceDefaults.Tests.Http;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Events;

public sealed class OperationDurationTests
{
    private readonly WatchedTimeProvider _time = new();

    [Fact]
    public async Task Duration_OfASuccess_IsItsElapsedTime()
    {
        await using var jobs = new ResilientJobs(_time);
        using var durations = Collect(jobs.Host.Get<IMeterFactory>());

        await jobs.Pipeline.RunAsync(
            _ =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(1500));
                return new ValueTask<int>(0);
            },
            "save");

        AssertOne(durations, 1.5, "jobs", "save", "success");
    }

    [Fact]
    public async Task Duration_OfAHungOperation_IsTheTotalTimeout()
    {
        await using var jobs = new ResilientJobs(_time);
        using var durations = Collect(jobs.Host.Get<IMeterFactory>());

        await jobs.HangAsync();

        AssertOne(durations, 5, "jobs", "save", "timeout");
    }

    [Fact]
    public async Task Duration_CancelledByTheCaller_HasTheOutcomeCancelled()
    {
        await using var jobs = new ResilientJobs(_time);
        using var durations = Collect(jobs.Host.Get<IMeterFactory>());
        using var caller = new CancellationTokenSource();

        var hung = jobs.Pipeline.HangForAsync(caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hung);

        AssertOne(durations, 0, "jobs", string.Empty, "cancelled");
    }

    [Theory]
    [InlineData(typeof(HttpRequestException), "service_unavailable")]
    [InlineData(typeof(TimeoutException), "timeout")]
    [InlineData(typeof(OperationCanceledException), "timeout")]
    [InlineData(typeof(InvalidOperationException), "unknown")]
    public async Task Duration_OfAFailure_HasItsCategory(Type exception, string outcome)
    {
        await using var jobs = new ResilientJobs(_time);
        using var durations = Collect(jobs.Host.Get<IMeterFactory>());

        await Assert.ThrowsAsync(
            exception,
            () => jobs.Pipeline.RunAsync<int>(_ => throw (Exception)Activator.CreateInstance(exception)!, "save"));

        AssertOne(durations, 0, "jobs", "save", outcome);
    }

    [Fact]
    public async Task Duration_OfRejections_HasTheirCategories()
    {
        await using var jobs = new ResilientJobs(_time);
        await jobs.FailAsync(3);
        using var durations = Collect(jobs.Host.Get<IMeterFactory>());

        await jobs.FailAsync();

        AssertOne(durations, 0, "jobs", "save", "circuit_breaker_open");
    }

    [Fact]
    public async Task Duration_OfAnIsolatedCircuit_HasTheCategoryOfAnOpenOne()
    {
        await using var jobs = new ResilientJobs(_time);
        jobs.Circuit.Isolate();
        using var durations = Collect(jobs.Host.Get<IMeterFactory>());

        await jobs.FailAsync();

        AssertOne(durations, 0, "jobs", "save", "circuit_breaker_open");
    }

    /// <summary>
    /// An open circuit between our dependency and its own dependency is not our circuit: the call was made, and failed.
    /// </summary>
    [Fact]
    public async Task Duration_OfAnOpenCircuitOfTheDependency_IsUnavailable()
    {
        await using var jobs = new ResilientJobs(_time);
        using var durations = Collect(jobs.Host.Get<IMeterFactory>());
        var further = new BrokenCircuitException();
        further.SetDependency("further");

        await Assert.ThrowsAsync<BrokenCircuitException>(() => jobs.Pipeline.RunAsync<int>(_ => throw further, "save"));

        AssertOne(durations, 0, "jobs", "save", "service_unavailable");
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "success")]
    [InlineData(HttpStatusCode.NotModified, "success")]
    [InlineData(HttpStatusCode.NotFound, "not_found")]
    [InlineData(HttpStatusCode.Conflict, "conflict")]
    [InlineData(HttpStatusCode.BadRequest, "business_logic")]
    [InlineData(HttpStatusCode.TooManyRequests, "rate_limit")]
    [InlineData(HttpStatusCode.InternalServerError, "service_unavailable")]
    [InlineData(HttpStatusCode.GatewayTimeout, "timeout")]
    public async Task Duration_OfARequest_HasItsOperationAndTheCategoryOfItsResponse(
        HttpStatusCode status, string outcome)
    {
        using var host = new ClientHost(ScriptedHandler.Answering(status), time: _time);
        using var durations = Collect(host.Get<IMeterFactory>());

        using var response = await host.SendAsync(HttpMethod.Get, request => request.SetOperation("get_thing"));

        AssertOne(durations, 0, ClientHost.Name, "get_thing", outcome);
    }

    private static MetricCollector<double> Collect(IMeterFactory meters) => new(
        meters, ResilienceMetrics.MeterName, ResilienceMetrics.OperationDuration);

    private static void AssertOne(
        MetricCollector<double> durations, double seconds, string service, string operation, string outcome)
    {
        var one = Assert.Single(durations.GetMeasurementSnapshot());
        Assert.Equal(
            (seconds, service, operation, outcome),
            (one.Value, one.Tags["service"], one.Tags["operation"], one.Tags["outcome"]));
        Assert.Equal(3, one.Tags.Count);
        Assert.Equal("s", durations.Instrument?.Unit);
    }
}
