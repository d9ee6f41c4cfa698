using System.Net;
using Microsoft.AspNetCore.Builder;
using ServiceDefaults.ApiKeys;
using ServiceDefaults.Authorization;
using ServiceDefaults.Tests.Authentication.Bearer;

namespace ServiceDefaults.Tests.Authentication.Authorization;

public sealed class CallerAuthorizationTests : IAsyncLifetime
{
    private readonly ApiKey _reader = ApiKey.Create("reader");
    private readonly ApiKey _writer = ApiKey.Create("writer");
    private readonly IdentityProvider _provider = new();
    private AuthServer _server = null!;

    // The order in which credentials are added must not matter.
    public async ValueTask InitializeAsync() => _server = await AuthServer.StartAsync(
        builder =>
        {
            _provider.AddTo(builder);
            builder.AddApiKeys();
        },
        new(_provider.Settings, StringComparer.Ordinal)
        {
            ["Authentication:ApiKeys:Clients:reader:Scopes"] = AuthServer.ReadScope,
            ["Authentication:ApiKeys:Clients:reader:Keys:reader"] = _reader.Hash,
            ["Authentication:ApiKeys:Clients:writer:Scopes"] = $" {AuthServer.ReadScope}  {AuthServer.WriteScope} ",
            ["Authentication:ApiKeys:Clients:writer:Keys:writer"] = _writer.Hash,
        },
        map: app => app.MapGroup("/library").RequireScope(AuthServer.ReadScope)
            .MapGet("/script.js", () => "script").AllowAnonymous());

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _provider.Dispose();
    }

    [Fact]
    public async Task Request_UndeclaredRoute_IsDeniedToAll()
    {
        foreach (var path in new[] { AuthServer.Undeclared, "/authorized" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await _server.StatusAsync(path));
            Assert.Equal(
                "This path declares no scope, so every caller is refused.",
                await _server.DetailAsync(HttpStatusCode.Forbidden, path, Header(_writer)));
        }
    }

    [Fact]
    public async Task Request_ScopedRouteWithAllowAnonymousFromALibrary_NeedsTheScope()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await _server.StatusAsync("/library/script.js"));
        Assert.Equal(HttpStatusCode.OK, await _server.StatusAsync("/library/script.js", Header(_reader)));
    }

    [Fact]
    public async Task Request_UnknownPath_Is401WithoutAnd404WithCredentials()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await _server.StatusAsync("/nothing"));
        Assert.Equal(HttpStatusCode.Unauthorized, await _server.StatusAsync("/nothing", (ApiKey.Header, "wrong")));
        Assert.Equal(HttpStatusCode.NotFound, await _server.StatusAsync("/nothing", Header(_reader)));
    }

    [Fact]
    public async Task Request_OtherMethod_Is405WithCredentialsOnly()
    {
        using var stranger = await _server.SendAsync(HttpMethod.Delete, AuthServer.Caller);
        using var caller = await _server.SendAsync(HttpMethod.Delete, AuthServer.Caller, Header(_reader));

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Empty(stranger.Content.Headers.Allow);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, caller.StatusCode);
        Assert.Contains("GET", caller.Content.Headers.Allow);
    }

    [Fact]
    public async Task Request_Options_Is204WithCredentialsOnly()
    {
        using var stranger = await _server.SendAsync(HttpMethod.Options, AuthServer.Caller);
        using var caller = await _server.SendAsync(HttpMethod.Options, AuthServer.Caller, Header(_reader));

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, caller.StatusCode);
        Assert.Contains("GET", caller.Content.Headers.Allow);
    }

    [Fact]
    public async Task Request_Head_IsAuthorizedLikeGet()
    {
        using var stranger = await _server.SendAsync(HttpMethod.Head, AuthServer.Caller);
        using var caller = await _server.SendAsync(HttpMethod.Head, AuthServer.Caller, Header(_reader));

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.OK, caller.StatusCode);
    }

    [Fact]
    public async Task Request_WithoutOneOfSeveralScopes_Is403AndNamesThem()
    {
        Assert.Equal(HttpStatusCode.OK, await _server.StatusAsync(AuthServer.Both, Header(_writer)));
        Assert.Equal(
            "The caller needs the scope things.read and things.write.",
            await _server.DetailAsync(HttpStatusCode.Forbidden, AuthServer.Both, Header(_reader)));
    }

    [Theory]
    [InlineData("things.read.more")]
    [InlineData("THINGS.READ")]
    [InlineData("things.read,things.write")]
    [InlineData("")]
    public async Task Request_SimilarScope_Is403(string scope) => Assert.Equal(
        HttpStatusCode.Forbidden,
        await _server.StatusAsync(AuthServer.Caller, _provider.Token.With("scope", scope).Header));

    [Fact]
    public async Task Request_NoCredentials_NamesTheAcceptedSchemes()
    {
        using var response = await _server.GetAsync(AuthServer.Caller);

        Assert.Equal(["Bearer", "ApiKey"], response.Headers.WwwAuthenticate.Select(challenge => challenge.ToString()));
        var detail = await _server.DetailAsync(HttpStatusCode.Unauthorized, AuthServer.Caller);
        Assert.Contains("X-API-Key", detail, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WrongCredentials_SaysThatTheyAreInvalid()
    {
        using var wrong = await _server.GetAsync(AuthServer.Caller, (ApiKey.Header, "wrong"));
        using var forbidden = await _server.GetAsync(AuthServer.Both, Header(_reader));

        Assert.All(wrong.Headers.WwwAuthenticate, challenge => Assert.Equal(
            "error=\"invalid_token\"", challenge.Parameter));
        Assert.All(forbidden.Headers.WwwAuthenticate, challenge => Assert.Equal(
            "error=\"insufficient_scope\"", challenge.Parameter));
    }

    [Fact]
    public async Task Request_BothValidCredentials_IsRejectedWhateverTheOrderOfRegistration() => Assert.Contains(
        "not both",
        await _server.DetailAsync(
            HttpStatusCode.Unauthorized, AuthServer.Caller, Header(_reader), _provider.Token.Header),
        StringComparison.Ordinal);

    [Fact]
    public async Task Request_CallerThatAcceptsNoJson_StillHasTheStatus() => Assert.Equal(
        HttpStatusCode.Unauthorized, await _server.StatusAsync(AuthServer.Caller, ("Accept", "image/png")));

    private static (string, string) Header(ApiKey key) => (ApiKey.Header, key.Value);
}
