using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Tests.CircuitBreaking;

public sealed class CircuitRegistryTests
{
    [Fact]
    public void GetOrAdd_TheSameName_GivesTheSameCircuit()
    {
        using var breaker = new BreakerPipeline();

        Assert.Same(breaker.Circuits.GetOrAdd("other", new()), breaker.Circuits.GetOrAdd("other", new()));
        Assert.Equal(["dependency", "other"], breaker.Circuits.All.Select(circuit => circuit.Name));
        Assert.DoesNotContain(breaker.Logs.GetSnapshot(), entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public void GetOrAdd_ConflictingOptions_KeepsTheFirstAndWarnsWithBothValues()
    {
        using var breaker = new BreakerPipeline();
        breaker.Circuits.GetOrAdd("other", new() { FailureThreshold = 5 });

        var circuit = breaker.Circuits.GetOrAdd("other", new() { FailureThreshold = 8 });

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
    public void GetOrAdd_OptionsThatCannotOpenIt_AreRefused()
    {
        using var breaker = new BreakerPipeline();

        var exception = Assert.Throws<OptionsValidationException>(() => breaker.Circuits.GetOrAdd("other", new() { FailureThreshold = 0 }));

        Assert.Contains("nothing could open the circuit", exception.Message, StringComparison.Ordinal);
        Assert.False(breaker.Circuits.TryGet("other", out _));
    }

    [Theory]
    [InlineData(-1, 0.0)]
    [InlineData(3, 1.1)]
    public void Validate_OutOfRange_IsRefused(int threshold, double rate) =>
        Assert.True(new CircuitBreakerOptionsValidator().Validate(null, new() { FailureThreshold = threshold, FailureRate = rate }).Failed);

    [Fact]
    public async Task ResetAll_OpenAndIsolatedCircuits_ClosesThem()
    {
        using var breaker = new BreakerPipeline();
        await breaker.FailAsync(3);
        breaker.Circuits.GetOrAdd("other", new()).Isolate();

        breaker.Circuits.ResetAll();

        Assert.All(breaker.Circuits.All, circuit => Assert.Equal(CircuitState.Closed, circuit.State));
    }

    [Fact]
    public async Task Change_ObserverThatThrows_HarmsNobodyAndIsLogged()
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
    public async Task Change_ObserverThatAsksTheCircuit_DoesNotBlock()
    {
        var asking = new AskingObserver();
        using var breaker = new BreakerPipeline(add: services => services.AddSingleton<ICircuitObserver>(asking));
        asking.Circuits = breaker.Circuits;

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

    // On another thread: a lock that is held by this one would let this one in again.
    private sealed class AskingObserver : ICircuitObserver
    {
        public ICircuitRegistry? Circuits { get; set; }

        public CircuitState? Seen { get; private set; }

        public void OnCircuitChanged(CircuitChange change)
        {
            var asking = new Thread(() => Seen = Circuits!.All.Single().GetSnapshot().State);
            asking.Start();
            asking.Join();
        }
    }
}
