using ServiceDefaults.Retries;

namespace ServiceDefaults.Pipelines;

/// <summary>A dependency for which this host has a pipeline.</summary>
/// <param name="Name">Its name, in the settings, in telemetry, and as the key of its pipeline.</param>
/// <param name="Kind">What it is; its numbers are those of the kind.</param>
/// <param name="IsHttp">Whether it is called over HTTP, so that its pipeline looks into responses.</param>
public sealed record DependencyRegistration(string Name, DependencyKind Kind, bool IsHttp = false)
{
    /// <summary>Options that nothing reads for this dependency, each with the reason.</summary>
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
            yield return ($"{nameof(DependencyOptions.Retry)}:{nameof(RetryOptions.RetryWithIdempotencyKey)}", "it has no HTTP requests");
        }
    }
}
