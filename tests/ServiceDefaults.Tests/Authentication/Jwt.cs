using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ServiceDefaults.Tests.Authentication;

/// <summary>A token as an attacker or a provider makes it; each part can be wrong.</summary>
internal sealed record Jwt
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token without it has <c>alg: none</c>.</summary>
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

    /// <summary>The header that sends it.</summary>
    public (string, string) Header => Bearer(ToString());

    public static (string Name, string Value) Bearer(string token) => ("Authorization", $"Bearer {token}");

    /// <summary>A copy of the token with one more, other or, with <see langword="null"/>, no claim.</summary>
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
