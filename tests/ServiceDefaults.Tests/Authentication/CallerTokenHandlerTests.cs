using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Authorization;
using ServiceDefaults.Callers;
using ServiceDefaults.ServiceTokens;
using ServiceDefaults.Tests.Authentication.ServiceTokens;
using ServiceDefaults.Tokens.Internal;

namespace ServiceDefaults.Tests.Authentication;

public sealed class CallerTokenHandlerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly ServiceTokenKeys _keys = ServiceTokenKeys.Create();
    private readonly CallerTokenHandler _handler;
    private readonly TokenValidationParameters _parameters;
    private int _validations;

    public CallerTokenHandlerTests()
    {
        _handler = new(_ => new Caller("ward", "north", [], "gold"), _time);
        _parameters = _handler.CreateParameters(SecurityAlgorithms.EcdsaSha256);
        _parameters.ValidIssuer = TokenSettings.Issuer;
        _parameters.IssuerSigningKeys = [TokenSettings.KeyOf(_keys)];
        _parameters.AudienceValidator = (_, _, _) => ++_validations > 0;
    }

    public void Dispose() => _handler.Dispose();

    [Fact]
    public async Task ValidateToken_SameTokenAgain_UsesTheCachedResult()
    {
        var token = Token.ToString();

        for (var request = 0; request < 10; request++)
        {
            var result = await _handler.ValidateTokenAsync(token, _parameters.Clone());
            Assert.True(result.IsValid);
            Assert.Equal("ward", Assert.IsType<CallerIdentity>(result.ClaimsIdentity).Caller.Client);
        }

        Assert.Equal(1, _validations);
    }

    [Fact]
    public async Task ValidateToken_AnotherTokenOfTheCaller_IsValidated()
    {
        await _handler.ValidateTokenAsync(Token.ToString(), _parameters);
        await _handler.ValidateTokenAsync(Token.With("tenant", "south").ToString(), _parameters);

        Assert.Equal(2, _validations);
    }

    [Fact]
    public async Task ValidateToken_AfterItsExpiry_IsRejected()
    {
        var token = Token.ToString();
        Assert.True((await _handler.ValidateTokenAsync(token, _parameters)).IsValid);

        _time.Advance(TimeSpan.FromMinutes(11));

        Assert.False((await _handler.ValidateTokenAsync(token, _parameters)).IsValid);
    }

    [Fact]
    public async Task ValidateToken_AfterItsKeyIsRemoved_IsRejected()
    {
        var token = Token.ToString();
        Assert.True((await _handler.ValidateTokenAsync(token, _parameters)).IsValid);

        _parameters.IssuerSigningKeys = [TokenSettings.KeyOf(ServiceTokenKeys.Create())];
        Assert.False((await _handler.ValidateTokenAsync(token, _parameters)).IsValid);
        _parameters.IssuerSigningKeys = [];
        Assert.False((await _handler.ValidateTokenAsync(token, _parameters)).IsValid);
    }

    [Fact]
    public async Task ValidateToken_InvalidTokens_AreNotCached()
    {
        for (var count = 0; count < 100; count++)
        {
            Assert.False((await _handler.ValidateTokenAsync($"a.b.{count}", _parameters)).IsValid);
            Assert.False((await _handler.ValidateTokenAsync(
                (Token with { Issuer = $"issuer-{count}" }).ToString(), _parameters)).IsValid);
        }

        Assert.Equal(0, _handler.Count);
    }

    [Fact]
    public async Task ValidateToken_Valid_DoesNotStoreTheToken()
    {
        var token = Token.ToString();
        var first = await _handler.ValidateTokenAsync(token, _parameters);
        var second = await _handler.ValidateTokenAsync(token, _parameters);

        Assert.Equal(1, _handler.Count);
        // A JsonWebToken holds its text.
        Assert.IsNotType<JsonWebToken>(first.SecurityToken);
        Assert.IsNotType<JsonWebToken>(second.SecurityToken);
        // Claims that one request adds to its identity must not be visible to the next request.
        Assert.NotSame(first.ClaimsIdentity, second.ClaimsIdentity);
    }

    private Jwt Token => TokenSettings.TokenOf(_keys) with
    {
        NotBefore = _time.GetUtcNow().AddMinutes(-1),
        Expires = _time.GetUtcNow().AddMinutes(10),
    };
}
