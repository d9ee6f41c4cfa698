using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PatientGateway.Tests.Fixtures;

/// <summary>An OpenID Connect provider with one key.</summary>
internal sealed class TokenProvider : HttpMessageHandler
{
    private const string Authority = "https://login.test";
    private const string Audience = "patients";

    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "one" };

    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["Authentication:Bearer:Authority"] = Authority,
        ["Authentication:Bearer:Audience"] = Audience,
    };

    public void AddTo(IServiceCollection services) =>
        services.AddHttpClient("identity-provider").ConfigurePrimaryHttpMessageHandler(() => this);

    public string CreateToken(DateTimeOffset expires, string scopes) => new JsonWebTokenHandler
    {
        SetDefaultTimesOnTokenCreation = false,
    }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Authority,
        Audience = Audience,
        NotBefore = expires.AddHours(-1).UtcDateTime,
        Expires = expires.UtcDateTime,
        Claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["client_id"] = "ward",
            ["scope"] = scopes,
            ["tier"] = "development",
        },
        SigningCredentials = new(_key, SecurityAlgorithms.EcdsaSha256),
    });

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var key = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(_key);
        var body = request.RequestUri!.AbsolutePath.EndsWith("/keys", StringComparison.Ordinal)
            ? JsonSerializer.Serialize(new
            {
                keys = new[] { new { kty = "EC", crv = "P-256", use = "sig", kid = key.Kid, x = key.X, y = key.Y } },
            })
            : JsonSerializer.Serialize(new { issuer = Authority, jwks_uri = $"{Authority}/keys" });
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(body),
            RequestMessage = request,
        });
    }
}
