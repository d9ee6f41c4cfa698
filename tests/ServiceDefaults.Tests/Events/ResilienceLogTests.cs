using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Events;
using ServiceDefaults.Events.Internal;
using ServiceDefaults.Tests.Deadlines;
using ServiceDefaults.Tests.Http;

namespace ServiceDefaults.Tests.Events;

/// <summary>One log line per event, without data of callers or messages of exceptions.</summary>
public sealed class ResilienceLogTests : IAsyncDisposable
{
    private readonly ResilientJobs _jobs = new(new());

    [Fact]
    public async Task Log_OfFailures_HasEachAttemptTheExhaustionAndTheOpening()
    {
        await _jobs.FailAsync();
        AssertLogged(
            (3, LogLevel.Warning, "Attempt 1 of jobs save failed (TimeoutException); retrying in "
                + "00:00:00."),
            (3, LogLevel.Warning, "Attempt 2 of jobs save failed (TimeoutException); retrying in "
                + "00:00:00."),
            (4, LogLevel.Error, "All 3 attempts of jobs save failed (TimeoutException)."));

        await _jobs.FailAsync(2);
        Assert.Equal(
            (1, LogLevel.Error, "Circuit breaker of jobs opened for 00:00:01: ConsecutiveFailures."), Lines()[^1]);

        await _jobs.FailAsync();
        Assert.Equal(
            (7, LogLevel.Debug, "jobs save was not sent: the circuit-breaker of this process rejected it."),
            Lines()[^1]);

        _jobs.Circuit.Close();
        Assert.Equal(
            (2, LogLevel.Warning, "Circuit breaker of jobs changed from Open to Closed: Manual."), Lines()[^1]);
    }

    [Fact]
    public async Task Log_OfTimeouts_NamesTheStrategy()
    {
        await _jobs.HangAsync();

        AssertLogged(
            (6, LogLevel.Warning, "jobs save timed out (attempt-timeout, 00:00:03)."),
            (3, LogLevel.Warning, "Attempt 1 of jobs save failed (TimeoutRejectedException <- TaskCanceledException); "
                + "retrying in 00:00:00."),
            (5, LogLevel.Information, "jobs save is not retried after attempt 2 (OperationCanceledException <- "
                + "TaskCanceledException): TotalTimeout."),
            (6, LogLevel.Warning, "jobs save timed out (total-timeout, 00:00:05)."));
    }

    [Fact]
    public async Task Log_OfAFullBulkhead_NamesIt()
    {
        await _jobs.OverfillAsync();

        AssertLogged((7, LogLevel.Warning, "jobs save was not sent: the bulkhead of this process rejected it."));
    }

    [Fact]
    public async Task Log_OfARequestThatIsARetry_SaysThatTheCallerRetries()
    {
        RequestDeadline.Current = new(limit: null, attempt: 2, TimeProvider.System);

        await _jobs.FailAsync();

        AssertLogged(
            (5, LogLevel.Warning, "jobs save is not retried after attempt 1 (TimeoutException): CallerRetries."));
    }

    [Fact]
    public void Log_OfHealth_HasTheNewState()
    {
        _jobs.Host.Get<ResilienceEventHub>().Publish(
            new HealthChanged("jobs", false, 3), (listener, change) => listener.OnHealthChanged(change));

        AssertLogged((8, LogLevel.Warning, "The health check of jobs failed 3 times in a row (health probe)."));
    }

    [Fact]
    public async Task Logs_OfAllEvents_HoldNoExceptionMessageAndNoLineOfPolly()
    {
        await _jobs.FailAsync(4);
        await Assert.ThrowsAnyAsync<Exception>(
            () => _jobs.Pipeline.RunAsync<int>(_ => throw new InvalidOperationException(ResilientJobs.Canary)));

        AssertClean(_jobs.Host.Logs);
    }

    [Fact]
    public async Task Logs_OfAFailingClient_HoldNoExceptionMessageAndNoLineOfPolly()
    {
        var dependency = new ScriptedHandler(
            (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, ResilientJobs.Canary));
        using var host = new ClientHost(dependency, add: builder => builder.Logging.SetMinimumLevel(LogLevel.Trace));
        for (var call = 0; call < 4; call++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => host.GetAsync());
        }

        AssertClean(host.Pipelines.Logs);
    }

    public async ValueTask DisposeAsync() => await _jobs.DisposeAsync();

    private static void AssertClean(FakeLogCollector logs)
    {
        var records = logs.GetSnapshot();
        Assert.Contains(records, record => record.Category == typeof(ResilienceLog).FullName);
        Assert.DoesNotContain(
            records, record => record.Category?.StartsWith("Polly", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(
            records, record => record.ToString().Contains(ResilientJobs.Canary, StringComparison.Ordinal)
                || record.Exception?.ToString().Contains(ResilientJobs.Canary, StringComparison.Ordinal) == true
                || record.StructuredState?.Any(
                    pair => pair.Value?.Contains(ResilientJobs.Canary, StringComparison.Ordinal) == true) == true);
    }

    private void AssertLogged(params (int Id, LogLevel Level, string Message)[] expected) =>
        Assert.Equal(expected, Lines());

    private List<(int Id, LogLevel Level, string Message)> Lines() => [.. _jobs.Host.Logs.GetSnapshot()
        .Where(record => record.Category == typeof(ResilienceLog).FullName)
        .Select(record => (record.Id.Id, record.Level, record.Message))];
}
