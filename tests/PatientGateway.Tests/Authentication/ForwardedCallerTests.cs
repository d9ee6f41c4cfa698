using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PatientApi.Contracts;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.ApiKeys;

namespace PatientGateway.Tests.Authentication;

/// <summary>The API gets a token of the gateway and none of the caller's credentials.</summary>
public sealed class ForwardedCallerTests
{
    private const string Target = $"/patients/{Samples.Id}";

    [Fact]
    public async Task Read_OfAClient_CarriesATokenOfItsClientTenantAndScopes()
    {
        var key = ApiKey.Create("ward");
        using var api = new StubApi().On($"GET {Target}", HttpStatusCode.OK, Samples.Patient);
        await using var gateway = new Gateway(api)
        {
            Settings =
            {
                ["Authentication:ApiKeys:Clients:ward:Tenant"] = "north",
                ["Authentication:ApiKeys:Clients:ward:Scopes"] = $"{PatientScopes.Read} {PatientScopes.Write}",
                ["Authentication:ApiKeys:Clients:ward:Keys:ward"] = key.Hash,
            },
        };
        using var client = gateway.Server.CreateClient();
        client.DefaultRequestHeaders.Add(ApiKey.Header, key.Value);

        using var response = await client.GetAsync(
            new Uri($"{Gateway.Patients}/{Samples.Id}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var token = await ValidatedAsync(api.Single);
        Assert.Equal(
            ("ward", "north", $"{PatientScopes.Read} {PatientScopes.Write}"),
            (token.GetClaim("client_id").Value, token.GetClaim("tenant").Value, token.GetClaim("scope").Value));
        Assert.DoesNotContain(
            api.Single.Headers.SelectMany(header => header.Value),
            value => value.Contains(key.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(
            api.Single.Headers, header => header.Key.Equals(ApiKey.Header, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Calls_OfOneClient_ShareOneToken()
    {
        using var api = new StubApi().On($"GET {Target}", HttpStatusCode.OK, Samples.Patient);
        await using var gateway = new Gateway(api);
        using var client = gateway.CreateClient();

        for (var count = 0; count < 3; count++)
        {
            using var response = await client.GetAsync(
                new Uri($"{Gateway.Patients}/{Samples.Id}", UriKind.Relative), TestContext.Current.CancellationToken);
        }

        Assert.Single(api.Received.Select(request => request.Headers.Authorization?.Parameter).Distinct());
    }

    /// <summary>The token of a request, validated with the gateway's public key only.</summary>
    internal static async Task<JsonWebToken> ValidatedAsync(ReceivedRequest request)
    {
        Assert.Equal("Bearer", request.Headers.Authorization?.Scheme);
        using var key = System.Security.Cryptography.ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(Credentials.TokenKeys.PublicKey), out _);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            request.Headers.Authorization!.Parameter,
            new TokenValidationParameters
            {
                ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                ValidIssuer = ResourceNames.PatientGateway,
                ValidAudience = ResourceNames.PatientApi,
                IssuerSigningKey = new ECDsaSecurityKey(key),
                // The clock of the gateway stands still.
                ValidateLifetime = false,
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
            });
        Assert.True(result.IsValid, result.Exception?.Message);
        var token = (JsonWebToken)result.SecurityToken;
        Assert.Equal(TimeSpan.FromMinutes(5), token.ValidTo - token.ValidFrom);
        return token;
    }
}
