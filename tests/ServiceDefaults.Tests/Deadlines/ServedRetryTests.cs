using ServiceDefaults.Deadlines;
using ServiceDefaults.Events;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Retries;
using ServiceDefaults.Tests.Events;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Deadlines;

/// <summary>Only one tier of a call retries: the outermost that saw the failure.</summary>
public sealed class ServedRetryTests : IDisposable
{
    private readonly RecordingListener _listener = new();
    private readonly PipelineHost _host;

    public ServedRetryTests() => _host = new(builder =>
    {
        builder.AddDependencyPipeline(
            "jobs", DependencyKind.Worker, options => options.Retry.BaseDelay = TimeSpan.Zero);
        _listener.AddTo(builder);
    });

    [Theory]
    [InlineData(1, 5, RetryStopReason.AttemptsExhausted)]
    [InlineData(2, 1, RetryStopReason.CallerRetries)]
    [InlineData(3, 1, RetryStopReason.CallerRetries)]
    public async Task Execute_ForARequestThatIsItselfARetry_IsNotRetried(int attempt, int calls, RetryStopReason reason)
    {
        _host.Change(("Resilience:Pipelines:jobs:Retry:MaxAttempts", "5"));
        RequestDeadline.Current = new(limit: null, attempt, TimeProvider.System);
        var made = 0;

        await Assert.ThrowsAsync<TimeoutException>(() => _host.Pipeline("jobs").RunAsync<int>(_ =>
        {
            made++;
            throw new TimeoutException();
        }));

        Assert.Equal(calls, made);
        Assert.Equal(
            new RetryStopped("jobs", string.Empty, reason, calls, nameof(TimeoutException)),
            Assert.Single(_listener.Of<RetryStopped>()));
    }

    public void Dispose() => _host.Dispose();
}
