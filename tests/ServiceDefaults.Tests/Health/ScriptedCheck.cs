using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Health;

namespace ServiceDefaults.Tests.Health;

/// <summary>A check that returns what the test says, and counts its runs.</summary>
internal sealed class ScriptedCheck : IHealthCheck
{
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    public Func<Task<HealthCheckResult>> Run { get; set; } = () => Task.FromResult(HealthCheckResult.Healthy());

    public void Return(HealthStatus status, string? description = null, Exception? exception = null) =>
        Run = () => Task.FromResult(new HealthCheckResult(status, description, exception));

    /// <summary>Registers the check in a host.</summary>
    public void AddTo(
        IHostApplicationBuilder builder, string name, DependencyImportance importance, params string[] tags) =>
        builder.Services.AddHealthChecks().AddCheck(
            name, this, tags: [importance.ToString().ToLowerInvariant(), .. tags]);

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _runs);
        return Run();
    }
}
