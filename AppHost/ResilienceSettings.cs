using Microsoft.Extensions.Configuration;

namespace AppHost;

/// <summary>What the AppHost is told about resilience it tells its services, so that a drill or a load run can change numbers from one place.</summary>
internal static class ResilienceSettings
{
    private const string Section = "Resilience";

    /// <summary>
    /// Hands on everything under <c>Resilience</c> of the AppHost's own configuration: <c>--Resilience:Defaults:RateLimit:Permits=1000</c> on its command
    /// line is the same setting of the service.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithResilienceSettings(this IResourceBuilder<ProjectResource> service, IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.GetSection(Section).AsEnumerable().Where(setting => setting.Value is not null))
        {
            service.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
        }

        return service;
    }

    /// <summary>Says how many replicas share the connections of a dependency, so that each takes its part only.</summary>
    public static IResourceBuilder<ProjectResource> WithSharedConnections(this IResourceBuilder<ProjectResource> service, string pipeline, int replicas) =>
        service.WithEnvironment($"{Section}__Pipelines__{pipeline}__Connections__Replicas", replicas.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
