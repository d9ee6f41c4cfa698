using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ServiceDefaults.Health.Internal;

/// <summary>
/// One check, its results up to now, and the run that has not ended. Only the loop of the check calls its methods.
/// </summary>
internal sealed class ProbedCheck
{
    private readonly HealthCheckRegistration _registration;
    private readonly ConsecutiveResults _results = new();
    private Task<HealthCheckResult>? _running;
    private volatile HealthEntry _entry;
    private volatile bool _hasSucceeded;

    public ProbedCheck(HealthCheckRegistration registration, DateTimeOffset now)
    {
        _registration = registration;
        var importance = ImportanceTags.ImportanceOf(registration);
        _entry = new(
            registration.Name, importance, importance.Limit(HealthStatus.Unhealthy), now, LastRun: null, Misses: 0,
            LastError: null);
    }

    public HealthEntry Entry => _entry;

    public bool HasSucceeded => _hasSucceeded;

    /// <summary>What the check said of its last result, for the log.</summary>
    public string? Reason { get; private set; }

    public bool Has(string tag) => _registration.Tags.Contains(tag);

    /// <summary>
    /// Runs the check. A run that has not ended goes on instead of a second one: a check that ignores its token would
    /// otherwise have more and more runs at once.
    /// </summary>
    public async Task<HealthCheckResult> RunAsync(
        IServiceScopeFactory scopes, TimeSpan timeout, TimeProvider time, CancellationToken stopping)
    {
        _running = _running is { IsCompleted: false } ? _running : StartAsync(scopes, timeout, time, stopping);
        try
        {
            return await _running.WaitAsync(timeout, time, stopping).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            return new(_registration.FailureStatus, exception: exception);
        }
    }

    /// <summary>Adds a result.</summary>
    /// <param name="result">The status that the check returned.</param>
    /// <param name="error">The category of the failure, if it failed.</param>
    /// <param name="reason">What the check said of it.</param>
    /// <param name="now">When it ran.</param>
    /// <param name="threshold">How many failures in a row make the status worse.</param>
    public void Add(HealthStatus result, string? error, string? reason, DateTimeOffset now, int threshold)
    {
        var before = _entry;
        Reason = reason;
        var status = _results.Add(before.Importance.Limit(result), threshold);
        _entry = before with
        {
            Status = status,
            Since = before.LastRun is not null && status == before.Status ? before.Since : now,
            LastRun = now,
            Misses = _results.Misses,
            LastError = error is null ? before.LastError : new(error, now),
        };
        _hasSucceeded |= result == HealthStatus.Healthy;
    }

    // Never throws, because no caller may be left to handle it.
    private async Task<HealthCheckResult> StartAsync(
        IServiceScopeFactory scopes, TimeSpan timeout, TimeProvider time, CancellationToken stopping)
    {
        try
        {
            using var limit = new CancellationTokenSource(timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
            await using var scope = scopes.CreateAsyncScope();
            return await _registration.Factory(scope.ServiceProvider)
                .CheckHealthAsync(new() { Registration = _registration }, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return new(_registration.FailureStatus, exception: exception);
        }
    }
}
