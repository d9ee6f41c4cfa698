using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Events;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Http;

/// <summary>Health probes of a dependency may open its circuit and never close it.</summary>
public sealed class HealthProbeTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly WatchedTimeProvider _time = new();
    private HttpStatusCode _health = HttpStatusCode.OK;
    private ScriptedHandler? _probes;

    [Fact]
    public async Task Probe_ThreeConsecutiveFailures_OpenTheCircuitAndRaiseAnEvent()
    {
        using var host = await StartAsync();
        _health = HttpStatusCode.ServiceUnavailable;

        await ProbeAsync(2);
        Assert.Equal(CircuitState.Closed, host.Circuit.State);
        await ProbeAsync(1);

        Assert.Equal(CircuitState.Open, host.Circuit.State);
        Assert.Equal(CircuitChangeReason.HealthProbe, Assert.Single(host.Listener.Of<CircuitChange>()).Reason);
        Assert.Equal(
            new(ClientHost.Name, IsHealthy: false, Misses: 3), Assert.Single(host.Listener.Of<HealthChanged>()));
    }

    [Fact]
    public async Task Probe_FailuresWithASuccessBetween_DoNotOpenTheCircuit()
    {
        using var host = await StartAsync();
        foreach (var health in new[]
        {
            HttpStatusCode.ServiceUnavailable,
            HttpStatusCode.NotFound,
            HttpStatusCode.OK,
            HttpStatusCode.ServiceUnavailable,
            HttpStatusCode.BadGateway
        })
        {
            _health = health;
            await ProbeAsync(1);
        }

        Assert.Equal(CircuitState.Closed, host.Circuit.State);
        Assert.Empty(host.Listener.All);
    }

    [Fact]
    public async Task Probe_Successes_RaiseARecoveryEventWithoutClosingTheCircuit()
    {
        using var host = await StartAsync();
        _health = HttpStatusCode.ServiceUnavailable;
        await ProbeAsync(3);

        _health = HttpStatusCode.OK;
        await ProbeAsync(5);

        Assert.Equal(CircuitState.Open, host.Circuit.State);
        Assert.Single(host.Listener.Of<CircuitChange>());
        Assert.Equal(
            [new(ClientHost.Name, false, 3), new(ClientHost.Name, true, 0)], host.Listener.Of<HealthChanged>());
    }

    [Fact]
    public async Task Probe_WithoutAResponseInTime_IsAFailure()
    {
        using var host = await StartAsync(hangs: true);

        for (var probe = 0; probe < 3; probe++)
        {
            _time.Advance(Interval);
            await _time.PassAsync(TimeSpan.FromSeconds(5));
            await _time.SeeWaitAsync(Interval);
        }

        Assert.Equal(CircuitState.Open, host.Circuit.State);
    }

    [Fact]
    public async Task Probe_ByDefault_SendsNoRequest()
    {
        using var host = await StartAsync(isEnabled: false);
        _health = HttpStatusCode.ServiceUnavailable;

        await ProbeAsync(5);

        Assert.Equal((CircuitState.Closed, 0), (host.Circuit.State, _probes?.Calls));
    }

    /// <summary>
    /// A defect in our code is no evidence about the dependency, and a background service must not stop its host.
    /// </summary>
    [Fact]
    public async Task Probe_ThatThrowsAnUnexpectedException_StopsNeitherTheHostNorTheProbing()
    {
        using var host = await StartAsync(throws: true);

        await ProbeAsync(3);

        Assert.Equal(CircuitState.Closed, host.Circuit.State);
        Assert.False(host.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        Assert.Equal(3, _probes!.Calls);
    }

    private async Task<ClientHost> StartAsync(bool isEnabled = true, bool hangs = false, bool throws = false)
    {
        _probes = hangs ? ScriptedHandler.Hanging() : new((_, _) => throws
            ? throw new NotSupportedException("a handler's own defect")
            : Task.FromResult(new HttpResponseMessage(_health)));
        var host = new ClientHost(
            ScriptedHandler.Hanging(),
            isEnabled ? options => options.HealthProbe.Enabled = true : null,
            _time,
            builder => builder.Services.AddHttpClient("ServiceDefaults.HealthProbe")
                .ConfigurePrimaryHttpMessageHandler(() => _probes));
        await host.Host.StartAsync(TestContext.Current.CancellationToken);
        await _time.SeeWaitAsync(Interval);
        return host;
    }

    // A probe has been evaluated once the wait for the next one has begun.
    private async Task ProbeAsync(int times)
    {
        for (var probe = 0; probe < times; probe++)
        {
            _time.Advance(Interval);
            await _time.SeeWaitAsync(Interval);
        }
    }
}
