using System.Net;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace ServiceDefaults.Tests.Authentication.Bearer;

public sealed class BearerTests : IAsyncLifetime
{
    private readonly IdentityProvider _provider = new();
    private AuthServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await _provider.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _provider.Dispose();
    }

    [Fact]
    public async Task Request_ValidToken_HasTheCallersIdentity()
    {
        var token = _provider.Token;

        Assert.Equal("ward|north|things.read|standard", await _server.TextAsync(AuthServer.Caller, token.Header));
        Assert.Equal(
            "ward|north|things.read|gold",
            await _server.TextAsync(AuthServer.Caller, token.With("tier", "gold").Header));
        Assert.Equal("nothing", await _server.TextAsync("/kept", token.Header));
    }

    [Theory]
    [InlineData("things.read")]
    [InlineData("things.write things.read")]
    [InlineData("things.write", "things.read")]
    public async Task Request_ScopesAsTextOrList_AreParsed(params string[] scopes)
    {
        var token = _provider.Token.With("scope", scopes.Length == 1 ? scopes[0] : scopes);

        Assert.Equal(
            $"ward|north|{string.Join(' ', scopes)}|standard",
            await _server.TextAsync(AuthServer.Caller, token.Header));
    }

    public static TheoryData<object?> NoScopes => new(
        (object?)null, "", 5, true, new Dictionary<string, object>(StringComparer.Ordinal) { ["a"] = 1 });

    [Theory]
    [MemberData(nameof(NoScopes))]
    public async Task Request_NoScopes_Is403(object? scopes) => Assert.Equal(
        HttpStatusCode.Forbidden,
        await _server.StatusAsync(AuthServer.Caller, _provider.Token.With("scope", scopes).Header));

    [Fact]
    public async Task Request_NoTenant_HasTheDefaultTenant() => Assert.Equal(
        "ward|default|things.read|standard",
        await _server.TextAsync(AuthServer.Caller, _provider.Token.With("tenant", value: null).Header));

    [Fact]
    public async Task Request_ClientInAzp_IsThatClient() => Assert.Equal(
        "lab|north|things.read|standard",
        await _server.TextAsync(
            AuthServer.Caller, _provider.Token.With("client_id", value: null).With("azp", "lab").Header));

    public static TheoryData<string, object?> UnusableNames => new()
    {
        { "client_id", null },
        { "client_id", "" },
        { "client_id", 5 },
        { "client_id", new[] { "ward", "lab" } },
        { "client_id", "ward\r\nX-API-Key: x" },
        { "client_id", "the ward" },
        { "client_id", new string('w', 201) },
        { "tenant", "" },
        { "tenant", 5 },
        { "tenant", new[] { "north", "south" } },
        { "tenant", new Dictionary<string, object>(StringComparer.Ordinal) { ["name"] = "north" } },
        { "tenant", "north\0" },
        { "tenant", new string('n', 201) },
        { "tier", 5 },
        { "tier", "gold\n" },
    };

    [Theory]
    [MemberData(nameof(UnusableNames))]
    public async Task Request_ClaimOfAnotherTypeOrForm_Is401InsteadOfTheDefault(string claim, object? value) =>
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await _server.StatusAsync(AuthServer.Caller, _provider.Token.With(claim, value).Header));

    [Theory]
    [InlineData("2024-01-01")]
    [InlineData("7f6c1a9e-0000-4000-8000-000000000001")]
    [InlineData("https://login.test/apps/ward")]
    [InlineData("42")]
    public async Task Request_ClaimThatLooksLikeAnotherType_IsText(string name) => Assert.Equal(
        $"{name}|{name}|things.read|standard",
        await _server.TextAsync(
            AuthServer.Caller, _provider.Token.With("client_id", name).With("tenant", name).Header));

    [Theory]
    [InlineData("expired")]
    [InlineData("other issuer")]
    [InlineData("other audience")]
    [InlineData("alg none")]
    [InlineData("other key under the known id")]
    [InlineData("HMAC with the public key")]
    [InlineData("RS384")]
    [InlineData("far expiry, early start")]
    public async Task Request_WrongToken_Is401(string fault)
    {
        Assert.Equal(
            HttpStatusCode.Unauthorized, await _server.StatusAsync(AuthServer.Caller, Wrong(fault).Header));
        Assert.Equal(HttpStatusCode.OK, await _server.StatusAsync(AuthServer.Open, Wrong(fault).Header));
    }

    [Fact]
    public async Task Requests_Many_DoNotReadDiscoveryAgain()
    {
        for (var count = 0; count < 20; count++)
        {
            await _server.StatusAsync(AuthServer.Caller, _provider.Token.Header);
            await _server.StatusAsync(AuthServer.Caller, Wrong("expired").Header);
            await _server.StatusAsync(AuthServer.Caller, Jwt.Bearer("a.b.c"));
        }

        Assert.Equal(1, _provider.Discoveries);
        Assert.Equal(2, _provider.Requests.Count);
    }

    private Jwt Wrong(string fault)
    {
        var (token, now) = (_provider.Token, TimeProvider.System.GetUtcNow());
        var publicKey = _provider.Key.Rsa.ExportSubjectPublicKeyInfoPem();
        return fault switch
        {
            "expired" => token with { Expires = now.AddMinutes(-1) },
            "other issuer" => token with { Issuer = "https://login.test/realms/other" },
            "other audience" => token with { Audience = "other" },
            "alg none" => token with { SignedWith = null },
            "other key under the known id" => Signed(
                new RsaSecurityKey(System.Security.Cryptography.RSA.Create(2048)), SecurityAlgorithms.RsaSha256),
            "HMAC with the public key" => Signed(
                new SymmetricSecurityKey(Encoding.UTF8.GetBytes(publicKey)), SecurityAlgorithms.HmacSha256),
            "RS384" => token with { SignedWith = new(_provider.Key, SecurityAlgorithms.RsaSha384) },
            _ => token with { NotBefore = DateTimeOffset.UnixEpoch, Expires = now.AddDays(-1) },
        };

        Jwt Signed(SecurityKey key, string algorithm)
        {
            key.KeyId = _provider.Key.KeyId;
            return token with { SignedWith = new(key, algorithm) };
        }
    }
}
