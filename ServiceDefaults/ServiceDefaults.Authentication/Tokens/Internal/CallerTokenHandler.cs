using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Authorization;
using ServiceDefaults.Authorization.Internal;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Tokens.Internal;

/// <summary>
/// Validates tokens and reads the caller from their claims. A signature costs a hundred times the rest of a request's
/// authentication, so valid tokens are remembered by their SHA-256, never beyond their expiry or the removal of the key
/// that signed them. Invalid tokens are not remembered, so they use no memory.
/// </summary>
internal sealed class CallerTokenHandler(Func<JsonElement, Caller?> readCaller, TimeProvider time)
    : JsonWebTokenHandler, IDisposable
{
    private const int MaxTokens = 10_000;
    private const string Unnamed = "The access token does not name its client, tenant and tier: each is a text of "
        + CallerName.Rule + ".";

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly MemoryCache _validated = new(new MemoryCacheOptions
    {
        SizeLimit = MaxTokens,
        Clock = new CacheClock(time),
    });

    /// <summary>Makes this the only handler of a scheme.</summary>
    public void ApplyTo(JwtBearerOptions jwt, params string[] algorithms)
    {
        jwt.TokenHandlers.Clear();
        jwt.TokenHandlers.Add(this);
        // The default keeps the token with the request, where every component could read it.
        jwt.SaveToken = false;
        jwt.TokenValidationParameters = CreateParameters(algorithms);
    }

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
        if (_validated.TryGetValue(name, out AcceptedToken? known) && IsCurrent(known!, validationParameters))
        {
            return known!.ToResult();
        }

        var result = await base.ValidateTokenAsync(token, validationParameters).ConfigureAwait(false);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken { SigningKey: { } key } validated)
        {
            return result;
        }

        using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(validated.EncodedPayload));
        if (readCaller(claims.RootElement) is not { } caller)
        {
            return new() { Exception = CredentialException.Of(Unnamed) };
        }

        var accepted = new AcceptedToken(caller, validated.ValidFrom, validated.ValidTo, key);
        _validated.Set(
            name,
            accepted,
            new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = new(validated.ValidTo, TimeSpan.Zero) });
        return accepted.ToResult();
    }

    internal int Count => _validated.Count;

    public void Dispose() => _validated.Dispose();

    // The cache drops what has expired.
    private static bool IsCurrent(AcceptedToken known, TokenValidationParameters parameters) =>
        parameters.IssuerSigningKeys.Any(key => ReferenceEquals(key, known.SigningKey));
}
