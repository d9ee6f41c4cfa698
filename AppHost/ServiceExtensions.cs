using System.Reflection;
using Faults;

namespace AppHost;

/// <summary>Configuration that all services of the system share.</summary>
internal static class ServiceExtensions
{
    private const string Endpoint = "http";

    private static readonly string[] Connections =
    [
        ResourceNames.PatientsDatabase, ResourceNames.PatientsOwner, ResourceNames.PatientsAudit,
        ResourceNames.PatientsAuditor, ResourceNames.Redis,
    ];

    /// <summary>
    /// Adds the health check, passes the resilience settings, and starts the built program. Call it after the endpoints
    /// and the replicas are set.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithServiceDefaults(
        this IResourceBuilder<ProjectResource> service) => service
        .WithResilienceSettings()
        .WithHttpHealthCheck("/ready", endpointName: Endpoint)
        .WithoutHttpsCertificate()
        .WithRedactedQueries()
        .WithUnverifiedConnections()
        .WithBuiltProgram()
        .WithVisibleDeath()
        .WithFreezing();

    /// <summary>
    /// Starts a service beside a dependency instead of after it: the service itself waits, for at most 30 s, before its
    /// server accepts requests. Call it before <see cref="WithServiceDefaults"/>, so that a setting of the user wins.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithStartWait(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> dependency) =>
        service.WithEnvironment(
            $"Resilience__Pipelines__{dependency.Resource.Name}__HealthProbe__StartWait", "00:00:30");

    /// <summary>Shows an API in the dashboard: its icon, and the address of its interactive reference.</summary>
    public static IResourceBuilder<ProjectResource> WithApiReference(
        this IResourceBuilder<ProjectResource> service, string icon) => service
        .WithIconName(icon)
        .WithUrlForEndpoint(Endpoint, url => (url.Url, url.DisplayText) = ($"{url.Url}/scalar", "API reference"));

    // Aspire disables the query redaction of OpenTelemetry in development; a query can contain a name.
    private static IResourceBuilder<ProjectResource> WithRedactedQueries(
        this IResourceBuilder<ProjectResource> service) => service
        .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "false")
        .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION", "false");

    // The servers that a published system deploys have no certificates. An operator who deploys others removes the
    // names.
    private static IResourceBuilder<ProjectResource> WithUnverifiedConnections(
        this IResourceBuilder<ProjectResource> service) =>
        service.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? service.WithEnvironment("UnverifiedConnections", string.Join(' ', Connections))
            : service;

    /// <summary>
    /// Starts the program that was built together with the AppHost. <c>dotnet run</c>, which Aspire would start, is a
    /// second process of 130 MB that needs 2 to 4 s to find the same program.
    /// </summary>
    private static IResourceBuilder<ProjectResource> WithBuiltProgram(this IResourceBuilder<ProjectResource> service)
    {
        var builder = service.ApplicationBuilder;
        if (builder.ExecutionContext.IsPublishMode)
        {
            return service;
        }

        var project = service.Resource.GetProjectMetadata().ProjectPath;
        var configuration =
            typeof(ServiceExtensions).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!
                .Configuration.ToLowerInvariant();
        var name = Path.GetFileNameWithoutExtension(project);
        var program = Path.GetFullPath(
            Path.Combine(builder.AppHostDirectory, "..", "artifacts", "bin", name, configuration, $"{name}.dll"));
        return service
            .WithAnnotation(
                new ExecutableAnnotation { Command = "dotnet", WorkingDirectory = Path.GetDirectoryName(project)! })
            .WithArgs(context => context.Args.Insert(0, program));
    }

    /// <summary>
    /// Removes Aspire's proxy, which accepts connections for a service that is down. Without the proxy such a service
    /// refuses them, as it would in production. Replicas share an address, so they keep the proxy.
    /// </summary>
    private static IResourceBuilder<ProjectResource> WithVisibleDeath(this IResourceBuilder<ProjectResource> service) =>
        service.Resource.GetReplicaCount() > 1
            ? service
            : service.WithEndpoint(Endpoint, endpoint =>
            {
                endpoint.IsProxied = false;
                if (service.ApplicationBuilder.Configuration["DcpPublisher:RandomizePorts"] is "true" or "True")
                {
                    // Aspire randomises only the ports of proxied endpoints.
                    endpoint.Port = endpoint.TargetPort = null;
                }
            });
}
