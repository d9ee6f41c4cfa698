using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ServiceDefaults.Health.Internal;

/// <summary>The importance of a check, as a tag of its registration.</summary>
internal static class ImportanceTags
{
    private static readonly DependencyImportance[] All = Enum.GetValues<DependencyImportance>();

    public static string ToTag(this DependencyImportance importance) => importance switch
    {
        DependencyImportance.Essential => "essential",
        DependencyImportance.Degradable => "degradable",
        _ => "optional",
    };

    public static DependencyImportance ImportanceOf(HealthCheckRegistration check) =>
        All.Where(importance => check.Tags.Contains(importance.ToTag()))
            .DefaultIfEmpty(check.FailureStatus == HealthStatus.Unhealthy
                ? DependencyImportance.Essential
                : DependencyImportance.Degradable)
            .First();

    /// <summary>The status that a result means for a dependency of that importance.</summary>
    public static HealthStatus Limit(this DependencyImportance importance, HealthStatus result) =>
        importance == DependencyImportance.Degradable && result == HealthStatus.Unhealthy
            ? HealthStatus.Degraded
            : result;
}
