using System.Text.Json;
using ServiceDefaults.Callers;
using ServiceDefaults.Tokens.Internal;

namespace ServiceDefaults.Bearer.Internal;

/// <summary>Reads the caller from an access token.</summary>
internal static class AccessTokenClaims
{
    private const string AuthorizedParty = "azp";

    public static Caller? Read(JsonElement claims, BearerOptions options) =>
        claims.TryGetName(options.ClientClaim, out var client)
        && claims.TryGetName(AuthorizedParty, out var party)
        && claims.TryGetName(options.TenantClaim, out var tenant)
        && claims.TryGetName(options.TierClaim, out var tier)
        && (client ?? party) is { } name
            ? new(
                name,
                tenant ?? Caller.DefaultTenant,
                claims.ScopesOf(options.ScopeClaim),
                tier ?? Caller.DefaultTier)
            : null;
}
