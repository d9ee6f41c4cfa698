using System.Net;
using AppHost;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using PatientApi.Contracts;
using ServiceDefaults.ApiKeys;

namespace Drills.Target;

/// <summary>
/// Adds a second replica of the API, with a relay in front of both, and a second gateway. Aspire's own proxy for
/// replicas accepts connections for processes that are dead, so that a kill would look like a freeze.
/// </summary>
internal static class Replicas
{
    /// <summary>The second replica of the API.</summary>
    public const string SecondApi = "patient-api-2";

    /// <summary>The second gateway.</summary>
    public const string SecondGateway = "patient-gateway-2";

    /// <summary>Both replicas of the API.</summary>
    public static readonly IReadOnlyList<string> Apis = [ResourceNames.PatientApi, SecondApi];

    /// <summary>Both gateways.</summary>
    public static readonly IReadOnlyList<string> Gateways = [ResourceNames.PatientGateway, SecondGateway];

    /// <summary>All processes of the system.</summary>
    public static readonly IReadOnlyList<string> Everything =
    [
        ResourceNames.Postgres, ResourceNames.Redis, .. Apis, ResourceNames.PatientApiReadOnly, .. Gateways,
    ];

    /// <summary>Adds the replicas, points the gateways to the relay, and adds another caller.</summary>
    public static void AddRelayedReplicas(
        this IDistributedApplicationBuilder builder, IPEndPoint relay, ApiKey otherCaller)
    {
        var api = builder.Project(ResourceNames.PatientApi);
        var address = $"http://{relay}";
        const string Client = "Authentication__ApiKeys__Clients__flood__";
        var gateway = builder.Project(ResourceNames.PatientGateway)
            .WithEnvironment($"services__{ResourceNames.PatientApi}__http__0", address)
            .WithEnvironment($"{Client}Scopes", PatientScopes.Read)
            .WithEnvironment($"{Client}Tier", "standard")
            .WithEnvironment($"{Client}Keys__flood", otherCaller.Hash);
        builder.AddReplica(api, SecondApi);
        builder.AddReplica(gateway, SecondGateway);
    }

    // The same program with the same environment: a replica that can be killed and spoken to by itself.
    private static void AddReplica(
        this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> original, string name)
    {
        var environment = original.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList();
        var replica = builder.AddProject(
            name,
            original.Resource.Annotations.OfType<IProjectMetadata>().Single().ProjectPath,
            launchProfileName: null)
            .WithHttpEndpoint()
            .WaitFor(builder.Project(ResourceNames.PatientApi));
        var endpoint = replica.GetEndpoint("http").Property(EndpointProperty.TargetPort);
        replica
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
    }

    private static IResourceBuilder<ProjectResource> Project(
        this IDistributedApplicationBuilder builder, string name) => builder.CreateResourceBuilder(
        builder.Resources.OfType<ProjectResource>().Single(
            resource => string.Equals(resource.Name, name, StringComparison.Ordinal)));
}
