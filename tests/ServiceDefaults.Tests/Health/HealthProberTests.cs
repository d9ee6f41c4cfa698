using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServiceDefaults.Events;
using ServiceDefaults.Health;

namespace ServiceDefaults.Tests.Health;

public sealed class HealthProberTests
{
    private const string Private = "a person's name";

    private readonly ScriptedCheck _check = new();

    [Fact]
    public async Task Check_FailsThreeTimesInARow_IsUnhealthyUntilOneSuccess()
    {
        await using var server = await StartAsync();
        await server.SettleAsync();
        _check.Return(HealthStatus.Unhealthy, "Refused.");

        await server.RunAsync(2);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await server.GetAsync("/ready"));
        await server.RunAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await server.GetAsync("/ready"));
        _check.Return(HealthStatus.Healthy);
        await server.RunAsync();

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await server.GetAsync("/ready"));
        Assert.Equal(
            [
                new("labs", IsHealthy: false, Misses: 3) { Reason = "Unhealthy: Refused." },
                new("labs", IsHealthy: true, Misses: 0) { Reason = "Healthy" },
            ],
            server.Listener.Of<HealthChanged>());
    }

    [Fact]
    public async Task Check_AnyResult_IsLoggedOnChangeWithoutExceptionMessages()
    {
        await using var server = await StartAsync(("Health:FailureThreshold", "1"));
        await server.SettleAsync();

        foreach (var result in new HealthCheckResult[]
        {
            HealthCheckResult.Degraded("It is slow."),
            HealthCheckResult.Unhealthy("It is away."),
            HealthCheckResult.Healthy("It is back."),
            new(HealthStatus.Unhealthy, Private, new InvalidOperationException(Private)),
        })
        {
            _check.Run = () => Task.FromResult(result);
            await server.RunAsync(3);
        }

        var logged = server.Logs.GetSnapshot().Where(entry => entry.Message.StartsWith(
            "The health check of labs", StringComparison.Ordinal));
        Assert.Equal(
            [
                "The health check of labs failed 1 times in a row (Degraded: It is slow.).",
                "The health check of labs failed 4 times in a row (Unhealthy: It is away.).",
                "The health check of labs succeeds again (Healthy: It is back.).",
                "The health check of labs failed 1 times in a row (Unhealthy: InvalidOperationException).",
            ],
            logged.Select(entry => entry.Message));
        Assert.DoesNotContain(
            server.Logs.GetSnapshot(), entry => entry.Message.Contains(Private, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_DependencyNotReadyYet_ChecksOftenWithoutAReport()
    {
        _check.Run = () => throw new TimeoutException();
        await using var server = await StartAsync();
        await server.SettleAsync(starting: 1);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await server.GetAsync("/ready"));

        _check.Return(HealthStatus.Healthy);
        server.Time.Advance(HealthServer.StartPeriod);
        await server.Time.SeeWaitAsync(HealthServer.Period);

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await server.GetAsync("/ready"));
        Assert.Empty(server.Listener.Of<HealthChanged>());
    }

    [Fact]
    public async Task Start_DependencyNotReadyForAPeriod_IsReportedOnce()
    {
        _check.Return(HealthStatus.Unhealthy);
        await using var server = await StartAsync();
        await server.SettleAsync(starting: 1);

        for (var elapsed = TimeSpan.Zero; elapsed < HealthServer.Period; elapsed += HealthServer.StartPeriod)
        {
            Assert.Empty(server.Listener.Of<HealthChanged>());
            server.Time.Advance(HealthServer.StartPeriod);
            await server.Time.SeeWaitAsync(HealthServer.StartPeriod);
        }

        server.Time.Advance(HealthServer.StartPeriod);
        await server.Time.SeeWaitAsync(HealthServer.StartPeriod);

        Assert.False(Assert.Single(server.Listener.Of<HealthChanged>()).IsHealthy);
    }

    [Fact]
    public async Task Check_Hangs_FailsAtTheTimeoutAndHasOneRunAtATime()
    {
        await using var server = await StartAsync();
        await server.SettleAsync();
        var hung = new TaskCompletionSource<HealthCheckResult>();
        _check.Run = () => hung.Task;

        for (var miss = 1; miss <= 3; miss++)
        {
            server.Time.Advance(HealthServer.Period);
            await server.Time.SeeWaitAsync(HealthServer.Timeout);
            if (miss == 1)
            {
                // The token that the check ignores.
                await server.Time.SeeWaitAsync(HealthServer.Timeout);
            }

            server.Time.Advance(HealthServer.Timeout);
            await server.Time.SeeWaitAsync(HealthServer.Period);
        }

        Assert.Equal(2, _check.Runs);
        var entry = server.Health.Find("labs")!;
        Assert.Equal((HealthStatus.Unhealthy, 3, "timeout"), (entry.Status, entry.Misses, entry.LastError?.Category));
    }

    [Fact]
    public async Task Requests_AThousand_DoNotRunAnyCheck()
    {
        await using var server = await StartAsync();
        await server.SettleAsync();

        for (var request = 0; request < 250; request++)
        {
            foreach (var path in new[] { "/alive", "/ready", "/started", "/health" })
            {
                Assert.Equal((HttpStatusCode.OK, "Healthy"), await server.GetAsync(path));
            }
        }

        Assert.Equal(1, _check.Runs);
    }

    private Task<HealthServer> StartAsync(params (string Key, string Value)[] settings) => HealthServer.StartAsync(
        builder => _check.AddTo(builder, "labs", DependencyImportance.Essential), settings: settings);
}
