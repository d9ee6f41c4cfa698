using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Callers;
using ServiceDefaults.ServiceTokens.Internal;
using ServiceDefaults.Tokens.Internal;

namespace ServiceDefaults.ServiceTokens;

/// <summary>
/// Signs the tokens with which this service calls others on behalf of a caller. A signature costs about 0.1 ms, so
/// there is one token for each caller and audience, replaced after half of its lifetime. Nothing of a request is in it.
/// </summary>
public sealed class ServiceTokenIssuer : IDisposable
{
    private const int MaxTokens = 10_000;

    private readonly MemoryCache _tokens;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly ServiceTokenIssuerOptions _options;
    private readonly SigningCredentials _credentials;
    private readonly TimeProvider _time;

    /// <summary>Creates the issuer.</summary>
    /// <param name="options">The options; the private key is valid.</param>
    /// <param name="time">The clock.</param>
    public ServiceTokenIssuer(IOptions<ServiceTokenIssuerOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        _tokens = new(new MemoryCacheOptions { SizeLimit = MaxTokens, Clock = new CacheClock(time) });
        _credentials = new(
            ServiceTokenKeys.TryRead(_options.PrivateKey, isPrivate: true)
                ?? throw new ArgumentException("The private key is not valid.", nameof(options)),
            ServiceTokenKeys.Algorithm);
    }

    /// <summary>Returns a token that is valid for at least half of the lifetime.</summary>
    /// <param name="caller">The caller on whose behalf this service calls.</param>
    /// <param name="audience">The service to call.</param>
    /// <returns>The token, for <c>Authorization: Bearer</c>.</returns>
    public string Issue(ICallerContext caller, string audience)
    {
        var subject = new Subject(caller.Client, caller.Tenant, string.Join(' ', caller.Scopes), audience);
        var now = _time.GetUtcNow();
        if (_tokens.TryGetValue(subject, out string? token))
        {
            return token!;
        }

        token = Sign(subject, now);
        return _tokens.Set(
            subject,
            token,
            new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = now + (_options.Lifetime / 2) });
    }

    /// <inheritdoc/>
    public void Dispose() => _tokens.Dispose();

    internal int Count => _tokens.Count;

    internal void Compact() => _tokens.Compact(0);

    private string Sign(Subject subject, DateTimeOffset now) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = _options.Issuer,
        Audience = subject.Audience,
        NotBefore = now.UtcDateTime,
        Expires = (now + _options.Lifetime).UtcDateTime,
        Claims = ServiceTokenClaims.Write(subject.Client, subject.Tenant, subject.Scopes),
        SigningCredentials = _credentials,
    });

    private sealed record Subject(string Client, string Tenant, string Scopes, string Audience);
}
