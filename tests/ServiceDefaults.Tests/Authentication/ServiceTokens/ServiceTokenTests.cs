using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using ServiceDefaults.Callers;
using ServiceDefaults.ServiceTokens;

namespace ServiceDefaults.Tests.Authentication.ServiceTokens;

public sealed class ServiceTokenTests : IAsyncLifetime
{
    private const string Invalid = "The access token is not valid.";

    private static readonly ServiceTokenKeys Keys = ServiceTokenKeys.Create();

    private AuthServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TokenSettings.StartAsync(Keys);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Request_TokenOfTheIssuer_HasTheCallersIdentity()
    {
        using var issuer = TokenSettings.IssuerOf(Keys);
        var token = issuer.Issue(
            new Caller("ward", "north", [AuthServer.ReadScope, "more"], "gold"), TokenSettings.Audience);

        Assert.Equal(
            "ward|north|things.read more|standard", await _server.TextAsync(AuthServer.Caller, Jwt.Bearer(token)));
    }

    [Theory]
    [InlineData("2024-01-01")]
    [InlineData("2024-01-01T10:00:00Z")]
    [InlineData("42")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("{\"a\":1}")]
    public async Task Request_ClientAndTenantThatLookLikeOtherTypes_AreTexts(string name)
    {
        using var issuer = TokenSettings.IssuerOf(Keys);
        var token = issuer.Issue(new Caller(name, name, [AuthServer.ReadScope], "gold"), TokenSettings.Audience);

        Assert.StartsWith(
            $"{name}|{name}|", await _server.TextAsync(AuthServer.Caller, Jwt.Bearer(token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_NoScope_Is403()
    {
        using var issuer = TokenSettings.IssuerOf(Keys);
        var token = issuer.Issue(new Caller("ward", "north", [], "gold"), TokenSettings.Audience);

        Assert.Equal(HttpStatusCode.Forbidden, await _server.StatusAsync(AuthServer.Caller, Jwt.Bearer(token)));
    }

    [Fact]
    public async Task Request_SelfMadeTokenLikeTheIssuers_Is200() =>
        Assert.Equal(HttpStatusCode.OK, await _server.StatusAsync(AuthServer.Caller, Good.Header));

    [Theory]
    [InlineData("expired")]
    [InlineData("not yet valid")]
    [InlineData("without expiry")]
    [InlineData("other issuer")]
    [InlineData("other audience")]
    [InlineData("alg none")]
    [InlineData("other key")]
    [InlineData("other key under the known id")]
    [InlineData("HMAC with the public key")]
    [InlineData("HMAC with the text of the public key")]
    [InlineData("RSA")]
    [InlineData("tampered")]
    [InlineData("no signature")]
    [InlineData("no token")]
    public async Task Request_WrongToken_Is401(string fault)
    {
        Assert.Equal(
            Invalid,
            await _server.DetailAsync(HttpStatusCode.Unauthorized, AuthServer.Caller, Jwt.Bearer(Wrong(fault))));
        Assert.Equal(HttpStatusCode.OK, await _server.StatusAsync(AuthServer.Open, Jwt.Bearer(Wrong(fault))));
    }

    [Fact]
    public async Task Request_TwoTokens_Is401()
    {
        var (name, value) = Good.Header;

        Assert.Equal(
            HttpStatusCode.Unauthorized, await _server.StatusAsync(AuthServer.Caller, (name, value), (name, value)));
        Assert.Equal(
            HttpStatusCode.Unauthorized, await _server.StatusAsync(AuthServer.Caller, (name, $"{value}, {value}")));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await _server.StatusAsync(AuthServer.Caller, (name, $"Basic {value}")));
    }

    [Fact]
    public async Task Request_ValidToken_IsNotStored()
    {
        Assert.Equal("nothing", await _server.TextAsync("/kept", Good.Header));
        await _server.StatusAsync(AuthServer.Caller, Jwt.Bearer(Wrong("other key")));

        Assert.All(_server.Logs, log => Assert.DoesNotContain(
            "eyJ", $"{log.Message} {log.Exception}", StringComparison.Ordinal));
    }

    private static Jwt Good => TokenSettings.TokenOf(Keys);

    private static string Wrong(string fault)
    {
        var (now, other) = (TimeProvider.System.GetUtcNow(), ServiceTokenKeys.Create());
        var known = TokenSettings.KeyOf(Keys);
        var publicKey = Convert.FromBase64String(Keys.PublicKey);
        return fault switch
        {
            "expired" => (Good with { Expires = now.AddMinutes(-1) }).ToString(),
            "not yet valid" => (Good with { NotBefore = now.AddMinutes(1) }).ToString(),
            "without expiry" => (Good with { Expires = null }).ToString(),
            "other issuer" => (Good with { Issuer = TokenSettings.Audience }).ToString(),
            "other audience" => (Good with { Audience = TokenSettings.Issuer }).ToString(),
            "alg none" => (Good with { SignedWith = null }).ToString(),
            "other key" => TokenSettings.TokenOf(other).ToString(),
            "other key under the known id" => Signed(
                new ECDsaSecurityKey(((ECDsaSecurityKey)TokenSettings.KeyOf(other)).ECDsa),
                SecurityAlgorithms.EcdsaSha256),
            "HMAC with the public key" => Signed(new SymmetricSecurityKey(publicKey), SecurityAlgorithms.HmacSha256),
            "HMAC with the text of the public key" => Signed(
                new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Keys.PublicKey)), SecurityAlgorithms.HmacSha256),
            "RSA" => Signed(new RsaSecurityKey(RSA.Create(2048)), SecurityAlgorithms.RsaSha256),
            "tampered" => Tampered(),
            "no signature" => Good.ToString() is var good ? good[..(good.LastIndexOf('.') + 1)] : "",
            _ => "a.b.c",
        };

        string Signed(SecurityKey key, string algorithm)
        {
            key.KeyId = known.KeyId;
            return (Good with { SignedWith = new(key, algorithm) }).ToString();
        }
    }

    private static string Tampered()
    {
        var good = Good.ToString().Split('.');
        var more = Good.With("scope", $"{AuthServer.ReadScope} {AuthServer.WriteScope}").ToString().Split('.');
        return $"{good[0]}.{more[1]}.{good[2]}";
    }
}
