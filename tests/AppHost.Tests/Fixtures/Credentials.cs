using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using ServiceDefaults.ApiKeys;
using ServiceDefaults.Callers;
using ServiceDefaults.ServiceTokens;

namespace AppHost.Tests.Fixtures;

/// <summary>The credentials of the systems that the tests start.</summary>
internal static class Credentials
{
    private static readonly ServiceTokenKeys Keys = ServiceTokenKeys.Create();

    private static readonly ApiKey Key = ApiKey.Create("development");

    private static readonly ApiKey KeyOfOtherTenant = ApiKey.Create("other");

    /// <summary>The arguments that give an AppHost these credentials.</summary>
    public static string[] Arguments { get; } =
    [
        $"--Parameters:development-api-key={Key.Value}",
        $"--Parameters:service-token-key={Keys.PrivateKey}",
        // Tests send more requests than a developer does.
        "--InboundLimits:Tiers:development:Windows:minute:Permits=1000000",
    ];

    /// <summary>A client of a service: with the API key at a gateway, with a service token at the API.</summary>
    public static HttpClient CreateServiceClient(this DistributedApplication application, string service)
    {
        var client = application.CreateHttpClient(service, "http");
        if (service is ResourceNames.PatientApi or ResourceNames.PatientApiReadOnly)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", ServiceToken());
        }
        else
        {
            client.WithKey();
        }

        return client;
    }

    /// <summary>Sends the API key with every request.</summary>
    public static HttpClient WithKey(this HttpClient client) => client.WithKey(Key);

    /// <summary>A client of another tenant, at a gateway that a test adds.</summary>
    public static HttpClient CreateClientOfOtherTenant(this DistributedApplication application, string gateway) =>
        application.CreateHttpClient(gateway, "http").WithKey(KeyOfOtherTenant);

    /// <summary>
    /// Gives a gateway that a test adds the same client and key as the gateway of the AppHost, and a client of another
    /// tenant.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithTestCredentials(
        this IResourceBuilder<ProjectResource> gateway) => gateway
        .WithEnvironment("Authentication__ServiceTokens__PrivateKey", Keys.PrivateKey)
        .WithEnvironment(
            "Authentication__ApiKeys__Clients__development__Scopes", "patients.read patients.write batch admin")
        .WithEnvironment("Authentication__ApiKeys__Clients__development__Tier", "development")
        .WithEnvironment("Authentication__ApiKeys__Clients__development__Keys__development", Key.Hash)
        .WithEnvironment("Authentication__ApiKeys__Clients__other__Tenant", "other")
        .WithEnvironment("Authentication__ApiKeys__Clients__other__Scopes", "patients.read patients.write batch admin")
        .WithEnvironment("Authentication__ApiKeys__Clients__other__Tier", "development")
        .WithEnvironment("Authentication__ApiKeys__Clients__other__Keys__other", KeyOfOtherTenant.Hash);

    private static HttpClient WithKey(this HttpClient client, ApiKey key)
    {
        client.DefaultRequestHeaders.Add(ApiKey.Header, key.Value);
        return client;
    }

    private static string ServiceToken()
    {
        using var issuer = new ServiceTokenIssuer(
            Options.Create(new ServiceTokenIssuerOptions
            {
                Issuer = ResourceNames.PatientGateway,
                PrivateKey = Keys.PrivateKey,
                Lifetime = TimeSpan.FromHours(1),
            }),
            TimeProvider.System);
        // The gateway's client, so that a write has the same idempotency key at both.
        return issuer.Issue(
            new Caller(
                "development", Caller.DefaultTenant, [PatientScopes.Read, PatientScopes.Write], Caller.DefaultTier),
            ResourceNames.PatientApi);
    }
}
