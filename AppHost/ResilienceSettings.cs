using Microsoft.Extensions.Configuration;

namespace AppHost;

/// <summary>
/// Passes the AppHost's own resilience settings to every service, so that a test or a load run changes them in one
/// place.
/// </summary>
internal static class ResilienceSettings
{
    private const string Section = "Resilience";
    private const string ScrapeKey = "Telemetry:Prometheus:Key";
    private const string ScrapeKeyName = "prometheus-key";

    private static readonly string[] Sections =
        [Section, "InboundLimits", "Fallback", "Caching", "Health", "Drain", "Objectives", "Telemetry"];

    /// <summary>
    /// Passes these sections of the AppHost's own configuration:
    /// <c>--Resilience:Defaults:RateLimit:Permits=1000</c> on its command line sets the same setting of the service.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithResilienceSettings(
        this IResourceBuilder<ProjectResource> service)
    {
        var configuration = service.ApplicationBuilder.Configuration;
        foreach (var (key, value) in Sections.SelectMany(section => configuration.GetSection(section).AsEnumerable())
            .Where(setting => setting.Value is not null && !Same(setting.Key, ScrapeKey)))
        {
            service.WithEnvironment(NameOf(key), value);
        }

        // A key must not be readable in a manifest or on the dashboard.
        return configuration[ScrapeKey] is { } secret
            ? service.WithEnvironment(NameOf(ScrapeKey), ScrapeKeyParameter(service.ApplicationBuilder, secret))
            : service;
    }

    /// <summary>
    /// Sets the number of replicas that share the connections of a dependency, so that each uses only its share.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSharedConnections(
        this IResourceBuilder<ProjectResource> service, string pipeline, int replicas) =>
        service.WithEnvironment(
            $"{Section}__Pipelines__{pipeline}__Connections__Replicas",
            replicas.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static IResourceBuilder<ParameterResource> ScrapeKeyParameter(
        IDistributedApplicationBuilder builder, string value) =>
        builder.Resources.OfType<ParameterResource>().FirstOrDefault(known => known.Name == ScrapeKeyName) is { } known
            ? builder.CreateResourceBuilder(known)
            : builder.AddParameter(ScrapeKeyName, value, secret: true).WithDescription(
                "With this key Prometheus reads the metrics of the services.");

    private static string NameOf(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    private static bool Same(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
