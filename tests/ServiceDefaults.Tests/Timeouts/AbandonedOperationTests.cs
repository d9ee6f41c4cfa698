using Polly.Timeout;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Tests.Deadlines;

namespace ServiceDefaults.Tests.Timeouts;

/// <summary>
/// An abandoned operation, one that ignores its cancellation token, ends after its caller got the timeout.
/// </summary>
public sealed class AbandonedOperationTests : IDisposable
{
    private readonly FrozenDatabase _database = new();

    [Theory]
    [InlineData(false, "success")]
    [InlineData(true, nameof(InvalidOperationException))]
    public async Task Execute_AbandonedOperation_IsLoggedByTypeWhenItEnds(bool fails, string outcome)
    {
        await _database.AbandonAsync();

        _database.End(fails);

        Assert.Equal(
            $"save ended ({outcome}) after its caller had stopped waiting: it ignored its cancellation.",
            await _database.LogOfTheEndAsync());
        Assert.DoesNotContain(
            _database.Host.Logs.GetSnapshot(),
            record => record.Message.Contains(FrozenDatabase.Canary) || record.Exception is not null);
    }

    [Fact]
    public async Task Execute_AbandonedOperationThatFails_IsObserved()
    {
        var unobserved = new List<Exception>();
        void Collect(object? sender, UnobservedTaskExceptionEventArgs error) => unobserved.AddRange(
            error.Exception.InnerExceptions.Where(inner => inner.Message == FrozenDatabase.Canary));
        TaskScheduler.UnobservedTaskException += Collect;
        try
        {
            await AbandonAndFailAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Empty(unobserved);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Collect;
        }
    }

    [Fact]
    public async Task Scope_OfAnAbandonedOperation_IsNotReused()
    {
        ExecutionScope? left = null;
        await _database.AbandonAsync(context => left = ExecutionScope.Of(context));
        _database.End(fails: false);
        await _database.LogOfTheEndAsync();

        for (var call = 0; call < 100; call++)
        {
            Assert.NotSame(left, await _database.Pipeline.RunAsync(
                context => new ValueTask<ExecutionScope?>(ExecutionScope.Of(context))));
        }
    }

    public void Dispose() => _database.Dispose();

    // In a separate method, so that no reference to the task is left on the stack of the test.
    private async Task AbandonAndFailAsync()
    {
        var (pipeline, failure) = (_database.Pipeline, new TaskCompletionSource(
            TaskCreationOptions.RunContinuationsAsynchronously));
        var execution = pipeline.RunAsync(async _ =>
        {
            await failure.Task;
            return 0;
        });
        await _database.Time.PassAsync(FrozenDatabase.Attempt);
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution);
        failure.SetException(new InvalidOperationException(FrozenDatabase.Canary));
        await _database.LogOfTheEndAsync();
    }
}
