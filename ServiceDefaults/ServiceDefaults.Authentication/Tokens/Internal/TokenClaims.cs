using Microsoft.IdentityModel.JsonWebTokens;

namespace ServiceDefaults.Tokens.Internal;

/// <summary>Reads claims of a validated token.</summary>
internal static class TokenClaims
{
    /// <summary>Returns the claim if it is a text and not empty.</summary>
    public static string? TextOf(this JsonWebToken token, string claim) =>
        token.TryGetPayloadValue(claim, out object? value) && value is string { Length: > 0 } text ? text : null;
}
