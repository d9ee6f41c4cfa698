using System.Text.Json;
using ServiceDefaults.Callers;
using ServiceDefaults.Tokens.Internal;

namespace ServiceDefaults.ServiceTokens.Internal;

/// <summary>
/// The claims of a service token: the caller on whose behalf the issuer calls, and nothing of the request.
/// </summary>
internal static class ServiceTokenClaims
{
    private const string Client = "client_id";
    private const string Tenant = "tenant";
    private const string Scope = "scope";

    public static Dictionary<string, object> Write(string client, string tenant, string scopes) =>
        new(StringComparer.Ordinal)
        {
            [Client] = client,
            [Tenant] = tenant,
            [Scope] = scopes,
        };

    public static Caller? Read(JsonElement claims) =>
        claims.TryGetName(Client, out var client) && client is not null
        && claims.TryGetName(Tenant, out var tenant) && tenant is not null
            ? new(client, tenant, claims.ScopesOf(Scope), Caller.DefaultTier)
            : null;
}
