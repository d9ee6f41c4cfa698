using System.Net;
using AppHost;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using PatientApi.Contracts;
using ServiceDefaults.ApiKeys;

namespace Drills.Target;

/// <summary>
/// Adds a second replica of the API, and puts a relay in front of both. Aspire's own proxy for replicas accepts
/// connections for processes that are dead, so that a kill would look like a freeze.
/// </summary>
internal static class Replicas
{
    /// <summary>The second replica.</summary>
    public const string Second = "patient-api-2";

    /// <summary>Both replicas.</summary>
    public static readonly IReadOnlyList<string> All = [ResourceNames.PatientApi, Second];

    /// <summary>Adds the replica, points the gateway to the relay, and adds another caller.</summary>
    public static IReadOnlyList<IResourceWithEndpoints> AddRelayedReplicas(
        this IDistributedApplicationBuilder builder, IPEndPoint relay, ApiKey otherCaller)
    {
        var api = builder.Project(ResourceNames.PatientApi);
        var environment = api.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList();
        var second = builder.AddProject(
            Second,
            api.Resource.Annotations.OfType<IProjectMetadata>().Single().ProjectPath,
            launchProfileName: null)
            .WithHttpEndpoint()
            .WaitFor(api);
        var endpoint = second.GetEndpoint("http").Property(EndpointProperty.TargetPort);
        second
            // Aspire evaluates an annotation once, so one that two resources share would have an effect on one of them.
            .WithEnvironment(async context =>
            {
                foreach (var callback in environment)
                {
                    await callback.Callback(context);
                }
            })
            .WithEnvironment("ASPNETCORE_URLS", ReferenceExpression.Create($"http://localhost:{endpoint}"))
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
            .WithServiceDefaults();

        var address = $"http://{relay}";
        const string Client = "Authentication__ApiKeys__Clients__flood__";
        builder.Project(ResourceNames.PatientGateway)
            .WithEnvironment($"services__{ResourceNames.PatientApi}__http__0", address)
            .WithEnvironment($"{Client}Scopes", PatientScopes.Read)
            .WithEnvironment($"{Client}Tier", "standard")
            .WithEnvironment($"{Client}Keys__flood", otherCaller.Hash);
        return [api.Resource, second.Resource];
    }

    private static IResourceBuilder<ProjectResource> Project(
        this IDistributedApplicationBuilder builder, string name) => builder.CreateResourceBuilder(
        builder.Resources.OfType<ProjectResource>().Single(
            resource => string.Equals(resource.Name, name, StringComparison.Ordinal)));
}
