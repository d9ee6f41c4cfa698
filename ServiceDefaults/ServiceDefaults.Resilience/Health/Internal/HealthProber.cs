using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Errors;
using ServiceDefaults.Events;
using ServiceDefaults.Events.Internal;

namespace ServiceDefaults.Health.Internal;

/// <summary>
/// Runs every check, each in a loop of its own, so that one that hangs delays no other. The endpoints only read.
/// </summary>
internal sealed class HealthProber(
    ServiceHealth health,
    IServiceScopeFactory scopes,
    IOptionsMonitor<HealthOptions> options,
    IErrorClassifier classifier,
    ResilienceEventHub hub,
    TimeProvider time) : BackgroundService
{
    private IReadOnlyList<Task> _first = [];

    /// <summary>Begins the first runs before the server listens: checks without I/O have then ended.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _first = [.. health.Checks.Select(check => ProbeAsync(check, CancellationToken.None))];
        health.Update();
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        health.Checks.Zip(_first, (check, first) => RepeatAsync(check, first, stoppingToken)));

    private async Task RepeatAsync(ProbedCheck check, Task first, CancellationToken stoppingToken)
    {
        await first.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var (began, published) = (time.GetUtcNow(), HealthStatus.Healthy);
        while (!stoppingToken.IsCancellationRequested)
        {
            var (settings, entry) = (options.CurrentValue, check.Entry);
            // At a start nothing is connected yet, which is no news before a whole period has passed.
            if (entry.Status != published && (check.HasSucceeded || time.GetUtcNow() - began >= settings.Period))
            {
                published = entry.Status;
                Publish(check);
            }

            await Task.Delay(check.HasSucceeded ? settings.Period : settings.StartPeriod, time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                await ProbeAsync(check, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ProbeAsync(ProbedCheck check, CancellationToken stoppingToken)
    {
        var settings = options.CurrentValue;
        try
        {
            var result = await check.RunAsync(scopes, settings.Timeout, time, stoppingToken).ConfigureAwait(false);
            check.Add(
                result.Status, CategoryOf(result), ReasonOf(result), time.GetUtcNow(), settings.FailureThreshold);
            health.Update();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, so the result is not used.
        }
    }

    private string? CategoryOf(HealthCheckResult result) => result switch
    {
        { Status: HealthStatus.Healthy } => null,
        { Exception: null } => ErrorCategory.ServiceUnavailable.ToName(),
        // No category: the check's own token has ended it.
        _ => (classifier.Classify(result.Exception, new(IsSafe: true))?.Category ?? ErrorCategory.Timeout).ToName(),
    };

    // With an exception, the description is often its message, which can hold any data.
    private static string? ReasonOf(HealthCheckResult result) =>
        result.Exception is { } exception ? SafeExceptionText.Types(exception) : result.Description;

    private void Publish(ProbedCheck check)
    {
        var entry = check.Entry;
        hub.Publish(
            new HealthChanged(entry.Name, entry.Status == HealthStatus.Healthy, entry.Misses)
            {
                Reason = check.Reason is { Length: > 0 } reason ? $"{entry.Status}: {reason}" : $"{entry.Status}",
            },
            static (listener, change) => listener.OnHealthChanged(change));
    }
}
