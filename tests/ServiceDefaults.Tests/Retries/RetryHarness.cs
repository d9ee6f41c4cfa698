using Polly;
using Polly.Telemetry;
using ServiceDefaults.Retries;
using ServiceDefaults.Tests.Errors;

namespace ServiceDefaults.Tests.Retries;

/// <summary>The shared parts of the pipelines under test: a clock, a full budget, and a listener.</summary>
internal sealed class RetryHarness
{
    public RetryHarness() => Budget = new(new(), Time);

    public JumpingTimeProvider Time { get; } = new();

    public Recorder Telemetry { get; } = new();

    public RetryBudget Budget { get; set; }

    public RetryOptions Options { get; } = new() { UseJitter = false };

    /// <summary>When each attempt began.</summary>
    public List<TimeSpan> Calls { get; } = [];

    public DependencyRetry<T> Retry<T>() => new()
    {
        Options = Options,
        Budget = Budget,
        Classify = attempt => attempt.Outcome.Exception is { } exception
            ? Classification.Classifier.Classify(exception, new(IsSafe: true))
            : null,
        Randomizer = () => 0,
    };

    public ResiliencePipeline<int> Pipeline() => Builder<int>().AddDependencyRetry(Retry<int>()).Build();

    public Task<int> RunAsync(ResiliencePipeline<int> pipeline, Exception failure) =>
        pipeline.ExecuteAsync(_ => Call(succeedsAt: 99, failure), TestContext.Current.CancellationToken).AsTask();

    public ValueTask<int> Call(int succeedsAt, Exception failure)
    {
        Calls.Add(Time.Elapsed);
        return Calls.Count == succeedsAt ? new(42) : throw failure;
    }

    public void AssertStopped(ResilienceEventSeverity severity, RetryStoppedArguments arguments)
    {
        var stopped = Assert.Single(Telemetry.Events, one => one.Arguments is RetryStoppedArguments);
        Assert.Equal((severity, arguments), (stopped.Event.Severity, stopped.Arguments));
    }

    public ResiliencePipelineBuilder<T> Builder<T>() => new() { TimeProvider = Time, TelemetryListener = Telemetry };

    public ResiliencePipelineBuilder Builder() => new() { TimeProvider = Time, TelemetryListener = Telemetry };

    internal sealed class Recorder : TelemetryListener
    {
        private readonly List<(ResilienceEvent Event, object? Arguments)> _events = [];

        public IReadOnlyList<(ResilienceEvent Event, object? Arguments)> Events => _events;

        /// <summary>The retry events in order.</summary>
        public string Story => string.Join(", ", _events.Select(one => one.Event.EventName)
            .Where(name => name.StartsWith("OnRetry", StringComparison.Ordinal)));

        public override void Write<TResult, TArgs>(in TelemetryEventArguments<TResult, TArgs> args) => _events.Add(
            (args.Event, args.Arguments));
    }
}
