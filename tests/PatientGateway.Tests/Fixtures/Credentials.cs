using PatientApi.Contracts;
using ServiceDefaults.ApiKeys;
using ServiceDefaults.Callers;
using ServiceDefaults.Queueing;
using ServiceDefaults.ServiceTokens;

namespace PatientGateway.Tests.Fixtures;

/// <summary>The client of the tests, which has every scope, and the gateway's signing key.</summary>
internal static class Credentials
{
    public const string Client = "tests";

    public static CommandOwner Owner { get; } = new(Caller.DefaultTenant, Client);

    public static ApiKey Key { get; } = ApiKey.Create("tests");

    public static ServiceTokenKeys TokenKeys { get; } = ServiceTokenKeys.Create();

    /// <summary>The settings of a gateway that accepts the client.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Authentication:ServiceTokens:PrivateKey"] = TokenKeys.PrivateKey,
            ["Audit:Key"] = AuditApi.Key,
            [$"Authentication:ApiKeys:Clients:{Client}:Scopes"] =
                $"{PatientScopes.Read} {PatientScopes.Write} {PatientScopes.Batch} {PatientScopes.Admin}",
            [$"Authentication:ApiKeys:Clients:{Client}:Tier"] = "development",
            [$"Authentication:ApiKeys:Clients:{Client}:Keys:{Client}"] = Key.Hash,
        };

    /// <summary>Sends the client's key with every request.</summary>
    public static HttpClient WithKey(this HttpClient client)
    {
        client.DefaultRequestHeaders.Add(ApiKey.Header, Key.Value);
        return client;
    }
}
