using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServiceDefaults.Tests.Authentication;

/// <summary>A token as an attacker or a provider creates it; each part can be invalid.</summary>
internal sealed record Jwt
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Without a key the token has <c>alg: none</c>.</summary>
    public SigningCredentials? SignedWith { get; init; }

    public string Issuer { get; init; } = "issuer";

    public string Audience { get; init; } = "audience";

    public DateTimeOffset NotBefore { get; init; } = TimeProvider.System.GetUtcNow().AddMinutes(-10);

    public DateTimeOffset? Expires { get; init; } = TimeProvider.System.GetUtcNow().AddMinutes(10);

    public Dictionary<string, object> Claims { get; init; } = new(StringComparer.Ordinal)
    {
        ["client_id"] = "ward",
        ["tenant"] = "north",
        ["scope"] = AuthServer.ReadScope,
    };

    /// <summary>The Authorization header with this token.</summary>
    public (string, string) Header => Bearer(ToString());

    public static (string Name, string Value) Bearer(string token) => ("Authorization", $"Bearer {token}");

    /// <summary>Copies the token and adds, replaces or, with <see langword="null"/>, removes a claim.</summary>
    public Jwt With(string claim, object? value)
    {
        var claims = new Dictionary<string, object>(Claims, StringComparer.Ordinal);
        claims.Remove(claim);
        if (value is not null)
        {
            claims.Add(claim, value);
        }

        return this with { Claims = claims };
    }

    public override string ToString() => Handler.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Audience,
        NotBefore = NotBefore.UtcDateTime,
        Expires = Expires?.UtcDateTime,
        Claims = Claims,
        SigningCredentials = SignedWith,
    });
}
