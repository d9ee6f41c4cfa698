using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Errors;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>
/// V12: with Polly's own strategies, a change of any setting closes an open circuit and refills every limiter.
/// </summary>
public sealed class ReloadKeepsStateTests : IDisposable
{
    private const string Own = "Resilience:Pipelines:thing:";
    private const DependencyKind Kind = DependencyKind.Worker;

    private readonly FakeTimeProvider _time = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly PipelineHost _host;

    public ReloadKeepsStateTests() => _host = new(
        builder => builder.AddAnyDependency(Kind),
        new()
        {
            [Own + "RateLimit:Period"] = "1.00:00:00",
            [Own + "RateLimit:Burst"] = "50",
            [Own + "Retry:BaseDelay"] = "00:00:00",
            [Own + "Retry:MaxAttempts"] = "3",
            [Own + "CircuitBreaker:FailureThreshold"] = "2",
        },
        time: _time);

    public static TheoryData<string, string> Changes => new()
    {
        { "AttemptTimeout:Duration", "00:00:31" },
        { "Retry:MaxDelay", "00:00:09" },
        { "Bulkhead:QueueLimit", "4" },
        { "RateLimit:Enabled", "False" },
        { "Connections:Maximum", "49" },
        { "CircuitBreaker:SuccessThreshold", "1" },
        { "Retry:MaxAttempts", "0" },
        { "CircuitBreaker:MaxProbes", "some" },
    };

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_WithAnOpenCircuit_LeavesItOpenForTheRestOfItsBreak(string option, string value)
    {
        var circuit = await OpenCircuitAsync();
        var before = circuit.GetSnapshot();

        _host.Change((Own + option, value));

        await Assert.ThrowsAsync<BrokenCircuitException>(() => _host.RunAsync(Kind, _ => default));
        Assert.Equal(before with { Rejections = 1 }, circuit.GetSnapshot());
        _time.Advance(TimeSpan.FromSeconds(1));
        await _host.RunAsync(Kind, _ => default);
    }

    [Fact]
    public async Task Change_BetweenTwoFailures_KeepsTheFailureCount()
    {
        await FailAsync();

        _host.Change((Own + "AttemptTimeout:Duration", "00:00:31"));
        await FailAsync();

        await Assert.ThrowsAsync<BrokenCircuitException>(() => _host.RunAsync(Kind, _ => default));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_WithABudgetPartlySpent_DoesNotRefillIt(string option, string value)
    {
        await FailAsync();
        var budget = _host.State().RetryBudget;
        Assert.Equal(8, budget?.Remaining);

        _host.Change((Own + option, value));
        await FailAsync();

        Assert.Same(budget, _host.State().RetryBudget);
        Assert.Equal(6, budget?.Remaining);
    }

    [Fact]
    public async Task Change_WithPermitsPartlyUsed_DoesNotRefillThem()
    {
        await _host.RunAsync(Kind, _ => default);
        await _host.RunAsync(Kind, _ => default);

        _host.Change((Own + "AttemptTimeout:Duration", "00:00:31"));
        await _host.RunAsync(Kind, _ => default);

        Assert.Equal(47, _host.State().RateLimiter?.GetStatistics()?.CurrentAvailablePermits);
    }

    [Fact]
    public async Task Change_OfTheLimiter_StartsWithTheRemainingPermits()
    {
        for (var call = 0; call < 48; call++)
        {
            await _host.RunAsync(Kind, _ => default);
        }

        _host.Change((Own + "RateLimit:Burst", "1000"), (Own + "RateLimit:Algorithm", "SlidingWindow"));
        await _host.RunAsync(Kind, _ => default);
        await _host.RunAsync(Kind, _ => default);

        var rejection = await Assert.ThrowsAsync<RateLimiterRejectedException>(
            () => _host.RunAsync(Kind, _ => default));
        Assert.Equal(StrategyNames.RateLimiter, rejection.TelemetrySource?.StrategyName);
    }

    [Fact]
    public async Task Change_WithOperationsRunningAndQueued_KeepsThemAll()
    {
        var gate = new Gate();
        Task[] operations = [.. Enumerable.Range(0, 7).Select(_ => _host.RunAsync(Kind, gate.PassAsync))];

        _host.Change((Own + "AttemptTimeout:Duration", "00:00:31"));
        var newcomer = _host.RunAsync(Kind, gate.PassAsync);

        var occupancy = _host.State().Bulkhead!.Common.GetStatistics();
        Assert.Equal((5, 3, 5), (occupancy.Active, occupancy.Queued, gate.Entered));
        gate.Open();
        await Task.WhenAll([.. operations, newcomer]);
    }

    private async Task<CircuitBreaker> OpenCircuitAsync()
    {
        await FailAsync();
        await FailAsync();
        var circuit = _host.State().CircuitBreaker;
        Assert.Equal(CircuitState.Open, circuit.State);
        return circuit;
    }

    private Task<TimeoutException> FailAsync() =>
        Assert.ThrowsAsync<TimeoutException>(
            () => _host.RunAsync(Kind, _ => throw new TimeoutException("It is dead.")));
}
