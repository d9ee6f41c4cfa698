using Polly;
using ServiceDefaults.Events;
using ServiceDefaults.Events.Internal;

namespace ServiceDefaults.Chaos.Internal;

/// <summary>
/// Where faults enter one pipeline. Independent of the pipeline, so an injection survives its reload. Thread-safe.
/// </summary>
internal sealed class ChaosPoint(
    ChaosTarget target, ResilienceEventHub hub, TimeProvider timeProvider, Action<ActiveChaos> onExpired) : IDisposable
{
    private readonly Lock _changing = new();
    private volatile ChaosRun? _run;

    public ChaosTarget Target => target;

    public ActiveChaos? Active => _run?.Describe();

    /// <summary>Returns the run whose faults an attempt meets, or <see langword="null"/>.</summary>
    public ChaosRun? Choose(ResilienceContext context)
    {
        if (_run is not { } run || (run.Injection.Rate < 1 && Random.Shared.NextDouble() >= run.Injection.Rate))
        {
            return null;
        }

        run.CountAttempt();
        hub.Publish(
            new ChaosInjected(target.Dependency, context.OperationKey ?? string.Empty),
            static (listener, injected) => listener.OnChaosInjected(injected));
        return run;
    }

    public ActiveChaos Start(ChaosInjection injection, IChaosBehavior? behavior)
    {
        var run = new ChaosRun(injection, target, behavior, timeProvider);
        lock (_changing)
        {
            _run?.End?.Dispose();
            _run = run;
            run.End = timeProvider.CreateTimer(
                _ => Expire(run), state: null, injection.Duration, Timeout.InfiniteTimeSpan);
            return run.Describe();
        }
    }

    public bool Stop()
    {
        lock (_changing)
        {
            var wasActive = _run is not null;
            _run?.End?.Dispose();
            _run = null;
            return wasActive;
        }
    }

    public void Dispose() => Stop();

    private void Expire(ChaosRun run)
    {
        lock (_changing)
        {
            // The timer of a run that was replaced may have fired already.
            if (_run != run)
            {
                return;
            }

            run.End?.Dispose();
            _run = null;
        }

        onExpired(run.Describe());
    }
}
