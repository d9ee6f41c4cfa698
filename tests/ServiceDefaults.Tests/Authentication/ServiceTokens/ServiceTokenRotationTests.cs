using System.Net;
using ServiceDefaults.ServiceTokens;

namespace ServiceDefaults.Tests.Authentication.ServiceTokens;

public sealed class ServiceTokenRotationTests
{
    private readonly ServiceTokenKeys _keys = ServiceTokenKeys.Create();
    private readonly ServiceTokenKeys _next = ServiceTokenKeys.Create();

    [Fact]
    public async Task Request_TokenOfTheOtherKey_IsAccepted()
    {
        await using var server = await TokenSettings.StartAsync(_keys, _next);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, _keys));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, _next));
    }

    [Fact]
    public async Task Reload_KeysRotated_EachApplyAtOnce()
    {
        await using var server = await TokenSettings.StartAsync(_keys);
        var (former, new1) = (TokenSettings.TokenOf(_keys), TokenSettings.TokenOf(_next));

        // Several times, because the order in which monitors are notified alternates.
        for (var round = 0; round < 4; round++)
        {
            Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(AuthServer.Caller, former.Header));
            Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsync(AuthServer.Caller, new1.Header));

            server.Replace(TokenSettings.Of(_keys, _next));
            Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(AuthServer.Caller, former.Header));
            Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(AuthServer.Caller, new1.Header));

            server.Replace(TokenSettings.Of(_next));
            Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsync(AuthServer.Caller, former.Header));
            Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(AuthServer.Caller, new1.Header));

            server.Replace(TokenSettings.Of(_keys));
        }
    }

    [Fact]
    public async Task Reload_InvalidKey_KeepsTheValidOne()
    {
        await using var server = await TokenSettings.StartAsync(_keys);

        server.Replace(TokenSettings.Of(_keys with { PublicKey = "no key" }));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, _keys));
        Assert.Contains(server.Logs, log => log.Message.Contains("is not a public key", StringComparison.Ordinal));
    }

    private static Task<HttpStatusCode> StatusAsync(AuthServer server, ServiceTokenKeys keys) =>
        server.StatusAsync(AuthServer.Caller, TokenSettings.TokenOf(keys).Header);
}
