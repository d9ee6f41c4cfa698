using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Settings.Internal;
using ServiceDefaults.Tests.CircuitBreaking;

namespace ServiceDefaults.Tests.Dependencies;

public sealed class DependencyStateRegistryTests
{
    [Fact]
    public void GetOrAdd_TheSameName_ReturnsTheSameState()
    {
        using var breaker = new BreakerPipeline();

        Assert.Same(breaker.States.GetOrAdd("other", new()), breaker.States.GetOrAdd("other", new()));
        Assert.Equal(["dependency", "other"], breaker.States.All.Select(state => state.Name));
        Assert.DoesNotContain(breaker.Logs.GetSnapshot(), entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public void GetOrAdd_ConflictingOptions_KeepsTheFirstAndWarnsWithBothValues()
    {
        using var breaker = new BreakerPipeline();
        breaker.States.GetOrAdd("other", new() { FailureThreshold = 5 });

        var circuit = breaker.States.GetOrAdd("other", new() { FailureThreshold = 8 }).CircuitBreaker;

        var warning = Assert.Single(breaker.Logs.GetSnapshot(), entry => entry.Level == LogLevel.Warning);
        Assert.Contains("FailureThreshold (5, not 8)", warning.Message, StringComparison.Ordinal);
        for (var failure = 0; failure < 5; failure++)
        {
            using var lease = circuit.TryAcquire();
            lease.ReportFailure();
        }

        Assert.Equal(CircuitState.Open, circuit.State);
    }

    [Fact]
    public void GetOrAdd_OptionsThatNeverOpenTheCircuit_Throws()
    {
        using var breaker = new BreakerPipeline();

        var exception = Assert.Throws<OptionsValidationException>(
            () => breaker.States.GetOrAdd("other", new() { FailureThreshold = 0 }));

        Assert.Contains("nothing can open the circuit", exception.Message, StringComparison.Ordinal);
        Assert.False(breaker.States.TryGet("other", out _));
    }

    [Theory]
    [InlineData(-1, 0.0)]
    [InlineData(3, 1.1)]
    public void Validate_OutOfRange_Fails(int threshold, double rate) =>
        Assert.Single(OptionsFaults.Of(new CircuitBreakerOptions { FailureThreshold = threshold, FailureRate = rate }));

    [Fact]
    public async Task ResetAll_OpenAndIsolatedCircuits_ClosesThem()
    {
        using var breaker = new BreakerPipeline();
        await breaker.FailAsync(3);
        breaker.States.GetOrAdd("other", new()).CircuitBreaker.Isolate();

        breaker.States.ResetAll();

        Assert.All(breaker.States.All, state => Assert.Equal(CircuitState.Closed, state.CircuitBreaker.State));
    }

    [Fact]
    public void GetSnapshot_WithoutAPipeline_HasACircuitOnly()
    {
        using var breaker = new BreakerPipeline();

        var snapshot = breaker.States.GetOrAdd("other", new()).GetSnapshot();

        Assert.Equal(CircuitState.Closed, snapshot.CircuitBreaker.State);
        Assert.Equal(
            ("other", null, null, null),
            (snapshot.Name, snapshot.Bulkheads, snapshot.RateLimiter, snapshot.RetriesRemaining));
    }

    [Fact]
    public void Configure_Twice_KeepsEveryPartAndAppliesTheNewNumbers()
    {
        using var breaker = new BreakerPipeline();
        var state = breaker.States.GetOrAdd("other", new());
        state.Configure(new(), new(), new(), new());
        var (bulkhead, limiter, budget) = (state.Bulkhead, state.RateLimiter, state.RetryBudget);
        Assert.True(budget.TryAcquireRetry());

        state.Configure(
            new() { FailureThreshold = 1 },
            new() { MaxConcurrency = 2 },
            new() { Enabled = false },
            new() { MinimumRetries = 5 });

        Assert.Equal((bulkhead, limiter, budget), (state.Bulkhead, state.RateLimiter, state.RetryBudget));
        var snapshot = state.GetSnapshot();
        Assert.Equal(2, snapshot.Bulkheads?[string.Empty].MaxConcurrency);
        Assert.Equal((15L, 4), (snapshot.RateLimiter?.CurrentAvailablePermits, snapshot.RetriesRemaining));
        using var lease = state.CircuitBreaker.TryAcquire();
        lease.ReportFailure();
        Assert.Equal(CircuitState.Open, state.CircuitBreaker.State);
    }

    [Fact]
    public async Task Change_ObserverThatThrows_IsLoggedAndDoesNotAffectTheCall()
    {
        var seen = new SeeingObserver();
        using var breaker = new BreakerPipeline(add: services => services
            .AddSingleton<ICircuitObserver, ThrowingObserver>()
            .AddSingleton<ICircuitObserver>(seen));

        await breaker.FailAsync(3);

        Assert.Equal(CircuitState.Open, Assert.Single(seen.Changes).To);
        var error = Assert.Single(breaker.Logs.GetSnapshot(), entry => entry.Level == LogLevel.Error);
        Assert.Contains(nameof(ThrowingObserver), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_ObserverThatReadsTheCircuit_DoesNotDeadlock()
    {
        var asking = new AskingObserver();
        using var breaker = new BreakerPipeline(add: services => services.AddSingleton<ICircuitObserver>(asking));
        asking.States = breaker.States;

        await breaker.FailAsync(3).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal(CircuitState.Open, asking.Seen);
    }

    private sealed class SeeingObserver : ICircuitObserver
    {
        public List<CircuitChange> Changes { get; } = [];

        public void OnCircuitChanged(CircuitChange change) => Changes.Add(change);
    }

    private sealed class ThrowingObserver : ICircuitObserver
    {
        public void OnCircuitChanged(CircuitChange change) => throw new InvalidOperationException("secret");
    }

    // On another thread, because a lock held by this thread would be re-entrant.
    private sealed class AskingObserver : ICircuitObserver
    {
        public DependencyStateRegistry? States { get; set; }

        public CircuitState? Seen { get; private set; }

        public void OnCircuitChanged(CircuitChange change)
        {
            var asking = new Thread(() => Seen = States!.All.Single().CircuitBreaker.GetSnapshot().State);
            asking.Start();
            asking.Join();
        }
    }
}
