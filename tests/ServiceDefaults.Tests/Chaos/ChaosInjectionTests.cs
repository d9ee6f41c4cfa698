using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Polly.Timeout;
using ServiceDefaults.Chaos;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Redis;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Chaos;

public sealed class ChaosInjectionTests
{
    private readonly WatchedTimeProvider _time = new();

    [Fact]
    public async Task Call_WithoutInjection_Succeeds()
    {
        using var host = ChaosHost.Create(_time);

        Assert.Equal(1, await host.CallAsync());
    }

    [Theory]
    [InlineData(ChaosFailure.ConnectionRefused, typeof(SocketException))]
    [InlineData(ChaosFailure.ConnectionLost, typeof(SocketException))]
    [InlineData(ChaosFailure.Timeout, typeof(TimeoutException))]
    [InlineData(ChaosFailure.Defect, typeof(InvalidOperationException))]
    public async Task Call_WithAnException_ThrowsIt(ChaosFailure failure, Type expected)
    {
        using var host = ChaosHost.Create(_time);
        host.Inject(new() { Exception = failure });

        await Assert.ThrowsAsync(expected, async () => await host.CallAsync());
    }

    [Fact]
    public async Task Call_WithLatency_IsCancelledByTheAttemptTimeout()
    {
        using var host = ChaosHost.Create(_time);
        host.Inject(new() { Latency = TimeSpan.FromMinutes(9), Duration = TimeSpan.FromMinutes(10) });

        var call = host.CallAsync().AsTask();
        await _time.SeeWaitAsync(TimeSpan.FromMinutes(9));
        _time.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => call);
    }

    [Fact]
    public async Task Call_WithALostResponse_DoesTheWorkAndFails()
    {
        using var host = ChaosHost.Create(_time);
        host.Inject(new() { LoseResponse = true });
        var isDone = false;

        await Assert.ThrowsAsync<SocketException>(async () => await host.Pipeline(ChaosHost.Dependency).ExecuteAsync(
            _ =>
            {
                isDone = true;
                return ValueTask.CompletedTask;
            },
            TestContext.Current.CancellationToken));

        Assert.True(isDone);
    }

    [Fact]
    public async Task Call_WithABehavior_RunsItBeforeTheAttempt()
    {
        var behavior = new Recording();
        using var host = ChaosHost.Create(_time, behavior);
        host.Inject(new() { Behavior = behavior.Name });

        Assert.Equal(1, await host.CallAsync());

        Assert.Equal([ChaosHost.Dependency], behavior.Injected);
    }

    [Fact]
    public async Task Call_WithARateOfOneHalf_FailsAboutHalfOfTheTime()
    {
        using var host = ChaosHost.Create(_time);
        host.Inject(new() { Exception = ChaosFailure.Timeout, Rate = 0.5 });

        var failed = 0;
        for (var call = 0; call < 1000; call++)
        {
            try
            {
                await host.CallAsync();
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                failed++;
                host.State(ChaosHost.Dependency).Reset();
            }
        }

        // The result is outside of these limits once in 10^9 runs.
        Assert.InRange(failed, 400, 600);
        Assert.Equal(failed, host.Get<IChaosController>().Find(ChaosHost.Dependency)!.Attempts);
    }

    [Fact]
    public async Task Injection_AfterItsDuration_EndsByItself()
    {
        using var host = ChaosHost.Create(_time);
        var active = host.Inject(
            new() { Exception = ChaosFailure.Timeout, Duration = TimeSpan.FromSeconds(30) });
        Assert.Equal(_time.GetUtcNow().AddSeconds(30), active.Until);

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Null(host.Get<IChaosController>().Find(ChaosHost.Dependency));
        Assert.Equal(1, await host.CallAsync());
        Assert.Contains(
            host.Logs.GetSnapshot(), log => log.Message.StartsWith("No more faults", StringComparison.Ordinal));
    }

    [Fact]
    public void Injection_InPlaceOfAnother_KeepsItsOwnDuration()
    {
        using var host = ChaosHost.Create(_time);
        host.Inject(new() { Exception = ChaosFailure.Timeout, Duration = TimeSpan.FromSeconds(10) });
        host.Inject(new() { Exception = ChaosFailure.Defect, Duration = TimeSpan.FromSeconds(60) });

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(
            ChaosFailure.Defect, host.Get<IChaosController>().Find(ChaosHost.Dependency)!.Injection.Exception);
    }

    [Fact]
    public async Task Injection_WhileActive_DegradesLevelAndHealth()
    {
        using var host = ChaosHost.Create(_time);
        host.Inject(new() { Latency = TimeSpan.FromSeconds(1) });

        var status = host.Get<IResilienceMonitor>().GetStatus();
        var health = await host.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ResilienceLevel.Degraded, status.Level);
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.Single(status.Dependencies).Chaos!.Injection.Latency);
        Assert.Equal(HealthStatus.Degraded, health.Entries["chaos"].Status);
    }

    [Theory]
    [InlineData(ChaosFailure.ConnectionRefused)]
    [InlineData(ChaosFailure.ConnectionLost)]
    [InlineData(ChaosFailure.Timeout)]
    public void RedisExceptions_OfAFailure_AreFailuresOfRedis(ChaosFailure failure) =>
        Assert.True(new RedisChaosExceptions("redis").Create(failure)!.IsRedisFailure());

    private sealed class Recording : IChaosBehavior
    {
        public string Name => "record";

        public List<string> Injected { get; } = [];

        public ValueTask InjectAsync(string dependency, CancellationToken cancellationToken)
        {
            Injected.Add(dependency);
            return ValueTask.CompletedTask;
        }
    }
}
