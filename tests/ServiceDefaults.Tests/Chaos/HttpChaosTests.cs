using System.Net;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Chaos;
using ServiceDefaults.Errors;
using ServiceDefaults.Tests.Http;

namespace ServiceDefaults.Tests.Chaos;

/// <summary>Faults injected into an HTTP client are handled like real ones.</summary>
public sealed class HttpChaosTests
{
    private readonly ScriptedHandler _dependency = ScriptedHandler.Answering(HttpStatusCode.OK);

    [Fact]
    public async Task Get_WithAStatus_IsRetriedAndNeverReachesTheDependency()
    {
        using var host = Create();
        Inject(host, new() { Status = 503 });

        using var response = await host.GetAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(HttpMethod.Get, response.RequestMessage!.Method);
        Assert.Equal(0, _dependency.Calls);
        Assert.Equal(3, host.Get<IChaosController>().Find(ClientHost.Name)!.Attempts);
    }

    [Fact]
    public async Task Post_WithALostResponse_IsNotRetriedAndMayHaveSucceeded()
    {
        using var host = Create();
        Inject(host, new() { LoseResponse = true });

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => host.SendAsync(HttpMethod.Post));

        Assert.Equal(1, _dependency.Calls);
        Assert.True(host.Get<IErrorClassifier>().Classify(exception)!.MayHaveSucceeded);
    }

    [Fact]
    public async Task Post_WithARefusedConnection_HasNotSucceeded()
    {
        using var host = Create();
        Inject(host, new() { Exception = ChaosFailure.ConnectionRefused });

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => host.SendAsync(HttpMethod.Post));

        Assert.Equal(0, _dependency.Calls);
        Assert.False(host.Get<IErrorClassifier>().Classify(exception)!.MayHaveSucceeded);
    }

    [Fact]
    public async Task Get_WithRefusedConnections_OpensTheCircuit()
    {
        using var host = Create();
        Inject(host, new() { Exception = ChaosFailure.ConnectionRefused });

        for (var call = 0; call < 3; call++)
        {
            await Assert.ThrowsAsync<HttpRequestException>(host.GetAsync);
        }

        Assert.Equal(Polly.CircuitBreaker.CircuitState.Open, host.Circuit.State);
    }

    private ClientHost Create() => new(
        _dependency,
        add: builder => ((IConfigurationBuilder)builder.Configuration).AddInMemoryCollection(ChaosHost.Allowed));

    private static void Inject(ClientHost host, ChaosInjection injection)
    {
        _ = host.Client;
        Assert.True(host.Get<IChaosController>().TryStart(ClientHost.Name, injection, out _, out _));
    }
}
