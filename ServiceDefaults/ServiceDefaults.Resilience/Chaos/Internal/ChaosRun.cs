using Polly;

namespace ServiceDefaults.Chaos.Internal;

/// <summary>One injection in progress.</summary>
internal sealed class ChaosRun(
    ChaosInjection injection, ChaosTarget target, IChaosBehavior? behavior, TimeProvider timeProvider)
{
    private long _attempts;

    public ChaosInjection Injection => injection;

    public DateTimeOffset Since { get; } = timeProvider.GetUtcNow();

    public ResiliencePipeline Effects { get; } = target.IsHttp
        ? ResiliencePipeline.Empty
        : ChaosEffects.Build(injection, behavior, target, timeProvider);

    public ResiliencePipeline<HttpResponseMessage> HttpEffects { get; } = target.IsHttp
        ? ChaosEffects.BuildHttp(injection, behavior, target, timeProvider)
        : ResiliencePipeline<HttpResponseMessage>.Empty;

    /// <summary>Ends the run; set after the run is visible, so that it cannot end before it began.</summary>
    public ITimer? End { get; set; }

    public void CountAttempt() => Interlocked.Increment(ref _attempts);

    public ActiveChaos Describe() => new(
        target.Dependency, injection, Since, Since + injection.Duration, Interlocked.Read(ref _attempts));
}
