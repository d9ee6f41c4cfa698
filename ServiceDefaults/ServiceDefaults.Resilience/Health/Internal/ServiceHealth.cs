using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Health.Internal;

/// <inheritdoc cref="IServiceHealth"/>
internal sealed class ServiceHealth(
    IOptions<HealthCheckServiceOptions> registrations, IHostApplicationLifetime lifetime, TimeProvider time)
    : IServiceHealth
{
    private static readonly string? Version = Assembly.GetEntryAssembly()
        ?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    private volatile bool _isStarted;
    private volatile bool _wasReady;

    public IReadOnlyList<ProbedCheck> Checks { get; } = [.. registrations.Value.Registrations
        .OrderBy(registration => registration.Name, StringComparer.Ordinal)
        .Select(registration => new ProbedCheck(registration, time.GetUtcNow()))];

    public HealthStatus Status => Worst(
        Checks.Where(check => check.Entry.Importance != DependencyImportance.Optional));

    public HealthStatus Liveness => Worst(
        Checks.Where(check => check.Has(HealthEndpoints.LiveTag) && check.Entry.LastRun is not null));

    public bool IsReady => !IsDraining && _isStarted && Status != HealthStatus.Unhealthy;

    public bool WasReady => _wasReady;

    public bool IsStarted => _isStarted;

    // From the signal on: the load balancer needs the time that it takes to notice.
    private bool IsDraining => lifetime.ApplicationStopping.IsCancellationRequested;

    public HealthEntry? Find(string name) => Checks.FirstOrDefault(
        check => string.Equals(check.Entry.Name, name, StringComparison.OrdinalIgnoreCase))?.Entry;

    public HealthDetails GetDetails() => new(
        Status, IsReady, IsStarted, IsDraining, Version, time.GetUtcNow(), [.. Checks.Select(check => check.Entry)]);

    /// <summary>Called after each run: what has once been true stays true.</summary>
    public void Update()
    {
        _isStarted = _isStarted || Checks.All(check =>
            check.Entry.LastRun is not null && (check.HasSucceeded || !check.Has(HealthEndpoints.StartTag)));
        _wasReady = _wasReady || IsReady;
    }

    private static HealthStatus Worst(IEnumerable<ProbedCheck> checks) => checks
        .Select(check => check.Entry.Status).DefaultIfEmpty(HealthStatus.Healthy).Min();
}
