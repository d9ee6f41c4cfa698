using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Deadlines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Timeouts;

/// <summary>
/// A database with a bulkhead of one permit, and an operation that ignores its token, as a driver does while its server
/// is frozen.
/// </summary>
internal sealed class FrozenDatabase : IDisposable
{
    public const string Canary = "canary-4711";

    public static readonly TimeSpan Attempt = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<int> _frozen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WatchedTimeProvider _time = new();
    private readonly PipelineHost _host;

    public FrozenDatabase() => _host = new(
        builder => builder
            .AddDependencyPipeline("database", DependencyKind.Database, options =>
            {
                (options.AttemptTimeout.Duration, options.Retry.Enabled) = (Attempt, false);
                (options.Bulkhead.MaxConcurrency, options.Bulkhead.QueueLimit) = (1, 1);
            })
            .AddDependencyPipeline("open", DependencyKind.Database, options =>
            {
                (options.AttemptTimeout.Duration, options.Retry.Enabled) = (Attempt, false);
                options.Bulkhead.Enabled = false;
            }),
        time: _time);

    public WatchedTimeProvider Time => _time;

    public PipelineHost Host => _host;

    public Task<int> Frozen => _frozen.Task;

    public Bulkhead Bulkhead => _host.State("database").Bulkhead!.Common;

    public BulkheadStatistics Statistics => Bulkhead.GetStatistics();

    public ResiliencePipeline Pipeline => _host.Pipeline("database");

    public Task<int> RunFrozenAsync(Action<ResilienceContext>? look = null) => Pipeline.RunAsync(
        context =>
        {
            look?.Invoke(context);
            return new ValueTask<int>(_frozen.Task);
        },
        "save");

    public async Task AbandonAsync(Action<ResilienceContext>? look = null)
    {
        var execution = RunFrozenAsync(look);
        await _time.PassAsync(Attempt);
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution);
    }

    public void End(bool fails)
    {
        if (fails)
        {
            _frozen.SetException(new InvalidOperationException(Canary));
        }
        else
        {
            _frozen.SetResult(0);
        }
    }

    public async Task<string> LogOfTheEndAsync()
    {
        await foreach (var record in _host.Logs.GetLogsAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            if (record is { Level: LogLevel.Warning }
                && record.Category!.EndsWith("AbandonmentStrategy", StringComparison.Ordinal))
            {
                return record.Message;
            }
        }

        throw new InvalidOperationException("The log has ended.");
    }

    public void Dispose() => _host.Dispose();
}
