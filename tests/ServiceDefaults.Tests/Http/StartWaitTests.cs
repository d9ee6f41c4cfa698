using System.Net;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Polly.CircuitBreaker;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Http;

/// <summary>A service accepts requests when its dependencies are healthy, or after <c>StartWait</c>.</summary>
public sealed class StartWaitTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly WatchedTimeProvider _time = new();
    private volatile HttpStatusCode _health = HttpStatusCode.ServiceUnavailable;
    private ScriptedHandler? _probes;

    [Fact]
    public async Task Start_DependencyThatBecomesHealthy_AcceptsRequestsThen()
    {
        using var host = Create(TimeSpan.FromSeconds(30));
        var start = host.Host.StartAsync(TestContext.Current.CancellationToken);
        await _time.PassAsync(Interval);
        await _time.SeeWaitAsync(Interval);
        Assert.False(start.IsCompleted);
        Assert.Throws<InvalidOperationException>(host.Host.GetTestClient);

        _health = HttpStatusCode.OK;
        _time.Advance(Interval);
        await start;

        Assert.Equal(3, _probes!.Calls);
        using var client = host.Host.GetTestClient();
    }

    [Fact]
    public async Task Start_FailedProbes_LeaveTheCircuitClosed()
    {
        using var host = Create(TimeSpan.FromSeconds(2));
        var start = host.Host.StartAsync(TestContext.Current.CancellationToken);

        await PassAsync(times: 10);
        await start;

        Assert.Equal(11, _probes!.Calls);
        Assert.Equal(CircuitState.Closed, host.Circuit.State);
        Assert.Empty(host.Listener.All);
    }

    [Fact]
    public async Task Start_DependencyThatNeverAnswers_WaitsASecondForEachProbe()
    {
        using var host = Create(TimeSpan.FromSeconds(2), hangs: true);
        var began = _time.GetTimestamp();
        var start = host.Host.StartAsync(TestContext.Current.CancellationToken);

        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await _time.PassAsync(Interval);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await start;

        // The probe's own timeout is 5 s.
        Assert.Equal(TimeSpan.FromSeconds(2.2), _time.GetElapsedTime(began));
    }

    [Fact]
    public async Task Start_ThatIsCancelled_EndsTheWait()
    {
        using var host = Create(TimeSpan.FromMinutes(10));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var start = host.Host.StartAsync(cancellation.Token);
        await _time.SeeWaitAsync(Interval);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 30)]
    public async Task Start_WithoutAWaitOrAProbe_SendsNoProbe(bool isEnabled, int seconds)
    {
        using var host = Create(TimeSpan.FromSeconds(seconds), isEnabled);

        await host.Host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, _probes!.Calls);
    }

    private ClientHost Create(TimeSpan wait, bool isEnabled = true, bool hangs = false)
    {
        _probes = hangs
            ? ScriptedHandler.Hanging()
            : new((_, _) => Task.FromResult(new HttpResponseMessage(_health)));
        return new(
            ScriptedHandler.Hanging(),
            options => (options.HealthProbe.Enabled, options.HealthProbe.StartWait) = (isEnabled, wait),
            _time,
            builder => builder.Services.AddHttpClient("ServiceDefaults.HealthProbe")
                .ConfigurePrimaryHttpMessageHandler(() => _probes));
    }

    private async Task PassAsync(int times)
    {
        for (var wait = 0; wait < times; wait++)
        {
            await _time.PassAsync(Interval);
        }
    }
}
