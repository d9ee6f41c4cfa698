using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Pipelines;
using Testing;

namespace ServiceDefaults.Tests.Authentication.Bearer;

public sealed class ProviderOutageTests : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MinimumInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromHours(12);

    private readonly FakeTimeProvider _time = new();
    private readonly IdentityProvider _provider = new();

    public void Dispose() => _provider.Dispose();

    [Fact]
    public async Task Request_ProviderDownFromTheStart_Is503UntilItIsBack()
    {
        _provider.IsDown = true;
        await using var server = await _provider.StartAsync(_time);

        using (var response = await server.GetAsync(AuthServer.Caller, Header))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal(RetryDelay, response.Headers.RetryAfter?.Delta);
        }

        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(AuthServer.Open, Header));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsync(AuthServer.Caller));
        _provider.IsDown = false;
        await PassUntilAsync(async () => await StatusAsync(server) == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Request_ProviderDownLater_IsAuthenticatedByTheCachedKeys()
    {
        await using var server = await _provider.StartAsync(_time);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server));
        _provider.IsDown = true;

        await PassUntilAsync(() => Task.FromResult(_provider.Discoveries > 3), RefreshInterval);

        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(AuthServer.Caller, Header));
        Assert.Contains(server.Logs, log => log.Message.Contains("the known keys apply", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_UnknownKey_CausesOneRefreshForEachIntervalAndThenWorks()
    {
        await using var server = await _provider.StartAsync(_time);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server));
        _provider.Rotate();

        await RejectAsync(server, 20);
        Assert.Equal(1, _provider.Discoveries);

        await PassUntilAsync(async () => await StatusAsync(server) == HttpStatusCode.OK);
        Assert.Equal(2, _provider.Discoveries);
        Assert.True(_time.GetUtcNow() - _time.Start >= MinimumInterval, "The interval is a minimum.");

        _provider.Rotate();
        await RejectAsync(server, 20);
        Assert.Equal(2, _provider.Discoveries);
    }

    [Fact]
    public async Task Request_UnknownKeyWhileTheProviderIsDown_Is503AsTheTokenMayBeValid()
    {
        await using var server = await _provider.StartAsync(_time);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server));
        _provider.Rotate();
        _provider.IsDown = true;
        await RejectAsync(server, 1);
        await PassUntilAsync(async () => await StatusAsync(server) == HttpStatusCode.ServiceUnavailable);

        using (var response = await server.GetAsync(AuthServer.Caller, Header))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal(RetryDelay, response.Headers.RetryAfter?.Delta);
        }

        _provider.IsDown = false;
        await PassUntilAsync(async () => await StatusAsync(server) == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("https://login.test/realms/other")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Start_DiscoveryOfAnotherIssuer_IsNotUsed(string? issuer)
    {
        _provider.Issuer = issuer!;
        await using var server = await _provider.StartAsync(_time);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await server.StatusAsync(AuthServer.Caller, Header));
        Assert.Contains(server.Logs, log => log.Level >= LogLevel.Warning
            && log.Category!.EndsWith("IdentityProviderKeys", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://login.test/realms/hospital/keys")]
    [InlineData("ftp://login.test/realms/hospital/keys")]
    public async Task Start_KeysAtAnUnprotectedAddress_AreNotRead(string address)
    {
        _provider.KeysAddress = address;
        await using var server = await _provider.StartAsync(_time);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await server.StatusAsync(AuthServer.Caller, Header));
        Assert.All(_provider.Requests, request => Assert.Equal(Uri.UriSchemeHttps, request.Scheme));
    }

    [Fact]
    public async Task Start_WithHealthProbes_ProbesAllDependenciesExceptTheProvider()
    {
        _provider.Settings["Resilience:Defaults:HealthProbe:Enabled"] = "true";
        await using var server = await _provider.StartAsync(_time);

        var options = server.Services.GetRequiredService<IOptionsMonitor<DependencyOptions>>().Get("identity-provider");

        // The provider has no /health endpoint of our kind; a probe would open its circuit.
        Assert.False(options.HealthProbe.Enabled);
    }

    private (string, string) Header => _provider.TokenAt(_time).Header;

    private Task<HttpStatusCode> StatusAsync(AuthServer server) => server.StatusAsync(AuthServer.Caller, Header);

    // In steps, because no event says when the loop starts to wait.
    private Task PassUntilAsync(Func<Task<bool>> condition, TimeSpan? step = null) => Eventually.IsTrueAsync(async () =>
    {
        _time.Advance(step ?? TimeSpan.FromSeconds(1));
        return await condition();
    });

    private async Task RejectAsync(AuthServer server, int count)
    {
        for (var request = 0; request < count; request++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsync(AuthServer.Caller, Header));
        }
    }
}
