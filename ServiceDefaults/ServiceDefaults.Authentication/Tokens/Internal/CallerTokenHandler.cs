using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Authorization;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Tokens.Internal;

/// <summary>
/// Validates tokens and reads the caller from their claims. A signature costs a hundred times the rest of a request's
/// authentication, so valid tokens are remembered by their SHA-256, never beyond their expiry or the removal of the key
/// that signed them. Invalid tokens are not remembered, so they use no memory.
/// </summary>
internal sealed class CallerTokenHandler(Func<JsonWebToken, Caller?> readCaller, TimeProvider time)
    : JsonWebTokenHandler, IDisposable
{
    private const int MaxTokens = 10_000;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly MemoryCache _validated = new(new MemoryCacheOptions { SizeLimit = MaxTokens });

    /// <summary>The parameters that all tokens have in common.</summary>
    public TokenValidationParameters CreateParameters(params string[] algorithms) => new()
    {
        ValidAlgorithms = algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateIssuerSigningKey = true,
        TryAllIssuerSigningKeys = false,
        ClockSkew = ClockSkew,
        LifetimeValidator = (notBefore, expires, _, parameters) =>
            time.GetUtcNow() is var now
            && (notBefore is null || now >= notBefore - parameters.ClockSkew)
            && now < expires + parameters.ClockSkew,
    };

    public override async Task<TokenValidationResult> ValidateTokenAsync(
        string token, TokenValidationParameters validationParameters)
    {
        var name = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_validated.TryGetValue(name, out Validated? known) && IsCurrent(known!, validationParameters))
        {
            return known!.Result;
        }

        var result = await base.ValidateTokenAsync(token, validationParameters).ConfigureAwait(false);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken { SigningKey: { } key } validated)
        {
            return result;
        }

        if (readCaller(validated) is not { } caller)
        {
            return new() { Exception = CredentialException.Of("The access token does not name its client.") };
        }

        result.ClaimsIdentity = new CallerIdentity(caller);
        _validated.Set(
            name,
            new Validated(result, key, new(validated.ValidTo, TimeSpan.Zero)),
            new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = new(validated.ValidTo, TimeSpan.Zero) });
        return result;
    }

    public void Dispose() => _validated.Dispose();

    private bool IsCurrent(Validated known, TokenValidationParameters parameters) =>
        time.GetUtcNow() < known.ExpiresAt
        && parameters.IssuerSigningKeys.Any(key => ReferenceEquals(key, known.Key));

    private sealed record Validated(TokenValidationResult Result, SecurityKey Key, DateTimeOffset ExpiresAt);
}
