using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.ServiceTokens;

namespace ServiceDefaults.Tests.Authentication.ServiceTokens;

/// <summary>The two sides of service tokens.</summary>
internal static class TokenSettings
{
    public const string Issuer = "front";
    public const string Audience = "back";

    private const string Section = "Authentication:ServiceTokens";

    public static Task<AuthServer> StartAsync(
        ServiceTokenKeys keys, ServiceTokenKeys? other = null, TimeProvider? time = null) => AuthServer.StartAsync(
        builder => builder.AddServiceTokens(Issuer, Audience), Of(keys, other), time);

    public static Dictionary<string, string?> Of(ServiceTokenKeys keys, ServiceTokenKeys? other = null)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [$"{Section}:PublicKey"] = keys.PublicKey,
        };
        if (other is not null)
        {
            settings[$"{Section}:OtherPublicKey"] = other.PublicKey;
        }

        return settings;
    }

    public static ServiceTokenIssuer IssuerOf(ServiceTokenKeys keys, TimeProvider? time = null) => new(
        Options.Create(new ServiceTokenIssuerOptions { Issuer = Issuer, PrivateKey = keys.PrivateKey }),
        time ?? TimeProvider.System);

    public static SecurityKey KeyOf(ServiceTokenKeys keys) =>
        ServiceTokenKeys.TryRead(keys.PrivateKey, isPrivate: true)!;

    /// <summary>A token as the issuer signs it, for tests to modify.</summary>
    public static Jwt TokenOf(ServiceTokenKeys keys) => new()
    {
        Issuer = Issuer,
        Audience = Audience,
        SignedWith = new(KeyOf(keys), SecurityAlgorithms.EcdsaSha256),
    };
}
