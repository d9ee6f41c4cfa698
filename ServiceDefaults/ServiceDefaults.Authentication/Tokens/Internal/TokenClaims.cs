using System.Text.Json;
using ServiceDefaults.Authorization.Internal;

namespace ServiceDefaults.Tokens.Internal;

/// <summary>
/// Reads claims of a validated token, from its JSON: the token's own accessors turn a text such as <c>2024-01-01</c>
/// into a date, and a number into a text.
/// </summary>
internal static class TokenClaims
{
    /// <summary>Reads the name of a client, tenant or tier.</summary>
    /// <returns>
    /// Whether the claim is absent or a name. One of another type or form is not the same as none: a default in its
    /// place could open the data of another tenant.
    /// </returns>
    public static bool TryGetName(this JsonElement claims, string claim, out string? name)
    {
        name = null;
        if (!claims.TryGetProperty(claim, out var value))
        {
            return true;
        }

        name = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return CallerName.IsName(name);
    }

    /// <summary>Reads scopes, as a text with spaces or as a list; anything else holds none.</summary>
    public static string[] ScopesOf(this JsonElement claims, string claim) =>
        !claims.TryGetProperty(claim, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().SelectMany(SplitScopes)]
        : SplitScopes(value);

    private static string[] SplitScopes(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        : [];
}
