using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.CircuitBreaking.Internal;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>A circuit on a fake clock, and the events it has raised.</summary>
internal sealed class CircuitHarness
{
    private readonly List<CircuitChange> _changes = [];

    public CircuitHarness(CircuitBreakerOptions? options = null)
    {
        Options = options ?? new()
        {
            FailureThreshold = 3,
            BreakDuration =
            TimeSpan.FromSeconds(10),
            SuccessThreshold = 2,
            MaxProbes = 2,
            ProbeLease = TimeSpan.FromSeconds(30)
        };
        Circuit = new("dependency", Options, Time, change =>
        {
            lock (_changes)
            {
                _changes.Add(change);
            }
        });
    }

    public FakeTimeProvider Time { get; } = new();

    public CircuitBreakerOptions Options { get; }

    public CircuitBreaker Circuit { get; }

    public CircuitState State => Circuit.State;

    public IReadOnlyList<CircuitChange> Changes => _changes;

    /// <summary>The events in order: <c>Open:ConsecutiveFailures HalfOpen:BreakElapsed</c>.</summary>
    public string Story => string.Join(' ', _changes.Select(change => $"{change.To}:{change.Reason}"));

    public CircuitPermit Enter() => Circuit.Enter(out _);

    public CircuitPermit EnterAdmitted()
    {
        var permit = Enter();
        Assert.True(permit.IsAdmitted);
        return permit;
    }

    public void Record(CircuitPermit permit, CircuitResult result) => Circuit.Record(permit, result);

    public void Call(CircuitResult result, int times = 1)
    {
        for (var call = 0; call < times; call++)
        {
            Record(EnterAdmitted(), result);
        }
    }

    public void Fail(int times = 1) => Call(CircuitResult.Failure, times);

    public void Succeed(int times = 1) => Call(CircuitResult.Success, times);

    public void Wait(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public CircuitHarness Opened()
    {
        Fail(Options.FailureThreshold);
        Assert.Equal(CircuitState.Open, State);
        return this;
    }

    /// <summary>Half-open, with one probe in flight.</summary>
    public CircuitPermit Probing()
    {
        Opened().Wait(Options.BreakDuration.TotalSeconds);
        return EnterAdmitted();
    }
}
