using Microsoft.IdentityModel.JsonWebTokens;
using ServiceDefaults.Callers;
using ServiceDefaults.Tokens.Internal;

namespace ServiceDefaults.Bearer.Internal;

/// <summary>Reads the caller from an access token.</summary>
internal static class AccessTokenClaims
{
    private const string AuthorizedParty = "azp";

    public static Caller? Read(JsonWebToken token, BearerOptions options)
    {
        var client = token.TextOf(options.ClientClaim) ?? token.TextOf(AuthorizedParty);
        return client is null
            ? null
            : new(
                client,
                token.TextOf(options.TenantClaim) ?? Caller.DefaultTenant,
                ScopesOf(token, options.ScopeClaim),
                token.TextOf(options.TierClaim) ?? Caller.DefaultTier);
    }

    private static string[] ScopesOf(JsonWebToken token, string claim) => [.. token.Claims
        .Where(found => string.Equals(found.Type, claim, StringComparison.Ordinal))
        .SelectMany(found => found.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
