using System.Net;
using System.Net.Sockets;
using Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Testing;

namespace Drills.Tests.Faults;

/// <summary>The relay between HTTP clients and replicas, with a real server.</summary>
public sealed class HttpRelayTests : IAsyncLifetime
{
    private readonly List<IPEndPoint> _replicas = [];
    private readonly HttpRelay _relay;
    private HttpClient _client = null!;
    private WebApplication? _server;
    private int _served;

    public HttpRelayTests() => _relay = new(() => [.. _replicas]);

    public async ValueTask InitializeAsync()
    {
        _replicas.Add(await StartServerAsync(new(IPAddress.Loopback, 0)));
        _relay.Start();
        _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://{_relay.Address}"),
        };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _relay.DisposeAsync();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Relay_WithoutAFault_ForwardsRequestsAndResponses()
    {
        Assert.Equal("hello", await GetAsync());
        Assert.Equal("hello", await GetAsync());
        Assert.Equal(2, _relay.Requests);
    }

    [Theory]
    [InlineData(HttpFault.Error, 0)]
    [InlineData(HttpFault.ErrorAfter, 1)]
    public async Task Relay_WithAnError_Returns500(HttpFault fault, int served)
    {
        _relay.Judge = (_, _) => ValueTask.FromResult(fault);

        using var response = await _client.GetAsync(
            new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(served, _served);
    }

    [Fact]
    public async Task Relay_OfADeadServer_RefusesConnectionsUntilItsRestart()
    {
        Assert.Equal("hello", await GetAsync());
        await _server!.DisposeAsync();
        // The connection that detects the failure is reset; later ones are refused.
        await Assert.ThrowsAnyAsync<HttpRequestException>(GetAsync);
        await Eventually.IsTrueAsync(() => !_relay.IsListening);
        var refused = await Assert.ThrowsAnyAsync<HttpRequestException>(GetAsync);
        Assert.Equal(
            SocketError.ConnectionRefused,
            Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);

        await StartServerAsync(_replicas[0]);

        await Eventually.IsTrueAsync(() => _relay.IsListening);

        Assert.Equal("hello", await GetAsync());
    }

    [Fact]
    public async Task Relay_OfOneReplicaOfTwo_UsesTheOther()
    {
        _replicas.Insert(0, new(IPAddress.Loopback, 1));

        Assert.Equal("hello", await GetAsync());
    }

    private Task<string> GetAsync() => _client.GetStringAsync(
        new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

    private async Task<IPEndPoint> StartServerAsync(IPEndPoint address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address));
        _server = builder.Build();
        _server.Run(async context =>
        {
            Interlocked.Increment(ref _served);
            await context.Response.WriteAsync("hello", context.RequestAborted);
        });
        await _server.StartAsync(TestContext.Current.CancellationToken);
        return new(IPAddress.Loopback, new Uri(_server.Urls.Single()).Port);
    }
}
