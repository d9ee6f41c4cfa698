using ServiceDefaults.Retries;

namespace ServiceDefaults.Pipelines;

/// <summary>A dependency with a pipeline in this host.</summary>
/// <param name="Name">The name of the dependency in settings and telemetry; also the key of its pipeline.</param>
/// <param name="Kind">The kind of the dependency, which selects its settings.</param>
/// <param name="IsHttp">Whether the dependency is called over HTTP, so that its pipeline inspects responses.</param>
public sealed record DependencyRegistration(string Name, DependencyKind Kind, bool IsHttp = false)
{
    /// <summary>Options that are not used for this dependency, each with the reason.</summary>
    internal IEnumerable<(string Path, string Reason)> Unread()
    {
        if (Kind != DependencyKind.Http)
        {
            yield return (nameof(DependencyOptions.HealthProbe), "only dependencies of the kind Http are probed");
        }

        if (!IsHttp && Kind != DependencyKind.Database)
        {
            yield return (nameof(DependencyOptions.Connections), "its connections are not made from them");
        }

        if (!IsHttp)
        {
            yield return (
                $"{nameof(DependencyOptions.Retry)}:{nameof(RetryOptions.RetryWithIdempotencyKey)}",
                "it has no HTTP requests");
        }
    }
}
