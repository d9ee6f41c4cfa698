using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using ServiceDefaults.Callers;
using ServiceDefaults.ServiceTokens;

namespace PatientApi.Tests;

/// <summary>The tokens of a gateway for tests.</summary>
internal static class Credentials
{
    private static readonly string[] Scopes = [PatientScopes.Read, PatientScopes.Write];

    // Must be initialized before the issuer.
    public static ServiceTokenKeys Keys { get; } = ServiceTokenKeys.Create();

    private static readonly ServiceTokenIssuer Issuer = new(
        Options.Create(new ServiceTokenIssuerOptions
        {
            Issuer = ResourceNames.PatientGateway,
            PrivateKey = Keys.PrivateKey,
            Lifetime = TimeSpan.FromHours(1),
        }),
        TimeProvider.System);

    /// <summary>A token of a client with every scope of the API.</summary>
    public static string Token => TokenOf("tests", Caller.DefaultTenant, Scopes);

    public static string TokenOf(string client, string tenant, params string[] scopes) =>
        Issuer.Issue(new Caller(client, tenant, scopes, Caller.DefaultTier), ResourceNames.PatientApi);

    /// <summary>Sends the token with every request.</summary>
    public static HttpClient WithToken(this HttpClient client)
    {
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return client;
    }
}
