using Microsoft.Extensions.Options;
using ServiceDefaults.ApiKeys;
using ServiceDefaults.Callers;
using ServiceDefaults.ServiceTokens;

namespace AppHost;

/// <summary>
/// The keys of service tokens: the gateway signs with one, the instances of the API accept the other.
/// </summary>
internal sealed record ServiceTokenParameters(
    IResourceBuilder<ParameterResource> PrivateKey, IResourceBuilder<ParameterResource> PublicKey, string ApiToken);

/// <summary>Passes the credentials of callers and services.</summary>
internal static class CallerCredentials
{
    private const string DevelopmentKey = "development-api-key";
    private const string Client = "development";

    private static readonly string[] AllScopes =
    [
        PatientScopes.Read, PatientScopes.Write, PatientScopes.Batch, PatientScopes.Admin, PatientScopes.BreakGlass,
    ];

    /// <summary>Adds a pair of keys for service tokens, new in each run: no token outlives a run.</summary>
    public static ServiceTokenParameters AddServiceTokenKeys(this IDistributedApplicationBuilder builder)
    {
        var keys = builder.Configuration["Parameters:service-token-key"] is { } fixedKey
            ? Read(fixedKey)
            : ServiceTokenKeys.Create();
        return new(
            builder.AddParameter("service-token-key", keys.PrivateKey, secret: true)
                .WithDescription("With this key the gateway signs its calls of the API."),
            builder.AddParameter("service-token-public-key", keys.PublicKey)
                .WithDescription("By this key the API recognizes calls of the gateway."),
            TokenForReference(keys));
    }

    /// <summary>Lets the gateway sign its calls, and accept the development key of this repository.</summary>
    public static IResourceBuilder<ProjectResource> WithCallers(
        this IResourceBuilder<ProjectResource> gateway, ServiceTokenParameters tokens)
    {
        var builder = gateway.ApplicationBuilder;
        gateway.WithEnvironment("Authentication__ServiceTokens__PrivateKey", tokens.PrivateKey);
        if (builder.ExecutionContext.IsPublishMode)
        {
            // The development key is for this machine: a deployed gateway must not accept it.
            return gateway;
        }

        var (key, parameter) = builder.AddDevelopmentKey();
        var client = $"Authentication__ApiKeys__Clients__{Client}__";
        return gateway
            .WithEnvironment($"{client}Scopes", string.Join(' ', AllScopes))
            .WithEnvironment($"{client}Tier", Client)
            .WithEnvironment($"{client}Keys__{DevelopmentApiKey.IdOf(key)}", ApiKey.HashOf(key))
            .WithEnvironment("Documentation__ApiKey", parameter);
    }

    /// <summary>
    /// Lets the console call the gateway with the development key, for its sample traffic.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSampleTraffic(
        this IResourceBuilder<ProjectResource> console, IResourceBuilder<ProjectResource> gateway)
    {
        var builder = console.ApplicationBuilder;
        return builder.ExecutionContext.IsPublishMode
            ? console
            : console
                .WithEnvironment("Traffic__Gateway", gateway.GetEndpoint("http"))
                .WithEnvironment("Traffic__ApiKey", builder.AddDevelopmentKey().Parameter);
    }

    /// <summary>Lets an instance of the API accept the gateway's tokens, and its reference page send one.</summary>
    public static IResourceBuilder<ProjectResource> WithServiceTokens(
        this IResourceBuilder<ProjectResource> api, ServiceTokenParameters tokens)
    {
        api.WithEnvironment("Authentication__ServiceTokens__PublicKey", tokens.PublicKey);
        // A manifest must not hold a token.
        return api.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? api
            : api.WithEnvironment("Documentation__Token", tokens.ApiToken);
    }

    private static (string Key, IResourceBuilder<ParameterResource> Parameter) AddDevelopmentKey(
        this IDistributedApplicationBuilder builder)
    {
        var key = builder.Configuration.SecretSetByHand(DevelopmentKey) ?? DevelopmentApiKey.ReadOrCreate(
            Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", ".data", DevelopmentKey)), Client);
        var known = builder.Resources.OfType<ParameterResource>().FirstOrDefault(
            parameter => parameter.Name == DevelopmentKey);
        return (key, known is not null
            ? builder.CreateResourceBuilder(known)
            : builder.AddParameter(DevelopmentKey, key, secret: true).WithDescription(
                "The API key of the client 'development'. It is also in .data/development-api-key."));
    }

    private static ServiceTokenKeys Read(string privateKey)
    {
        try
        {
            return ServiceTokenKeys.Of(privateKey);
        }
        catch (ArgumentException exception)
        {
            throw new DistributedApplicationException(
                "Parameters:service-token-key is not a private key of the curve P-256: set it to a PKCS #8 key in "
                + "base64, or remove it, and each run has a new one.",
                exception);
        }
    }

    private static string TokenForReference(ServiceTokenKeys keys)
    {
        using var issuer = new ServiceTokenIssuer(
            Options.Create(new ServiceTokenIssuerOptions
            {
                Issuer = ResourceNames.PatientGateway,
                PrivateKey = keys.PrivateKey,
                Lifetime = TimeSpan.FromDays(1),
            }),
            TimeProvider.System);
        return issuer.Issue(new Caller(Client, Caller.DefaultTenant, AllScopes, Client), ResourceNames.PatientApi);
    }
}
