using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using ServiceDefaults.Http;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.Http;

/// <summary>Clients that would share a circuit or multiply retries fail at start-up.</summary>
public sealed class ClientGuardTests
{
    private const string TwoHandlers =
        "The HTTP client 'labs' has 2 resilience handlers; it must have exactly the one that AddResilientHttpClient "
        + "adds. "
        + "Remove AddStandardResilienceHandler, AddResilienceHandler or a second AddResilientHttpClient, also from "
        + "ConfigureHttpClientDefaults.";

    [Fact]
    public async Task Start_ValidClients_Succeeds()
    {
        using var host = HostWith(builder => OtherClient.AddTo(builder, new SocketsHttpHandler()));

        await host.Host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Single(HandlersOf(host, ClientHost.Name).OfType<ResilienceHandler>());
        Assert.Single(HandlersOf(host, OtherClient.Name).OfType<ResilienceHandler>());
        Assert.Equal(Timeout.InfiniteTimeSpan, host.Client.Timeout);
    }

    [Fact]
    public async Task Start_TwoClientsOfOneName_FailsWithTheFix()
    {
        var failure = await FailureOfStartAsync(builder =>
        {
            OtherClient.AddTo(builder, new SocketsHttpHandler());
            OtherClient.AddTo(builder, new SocketsHttpHandler());
        });

        Assert.Equal(
            "The pipeline 'labs' is registered 2 times. Each dependency has a pipeline of its own: give the second "
            + "another name, or let both clients be one.",
            failure.Message);
    }

    [Fact]
    public async Task Start_ClientAndOtherPipelineOfOneName_Fails()
    {
        var failure = await FailureOfStartAsync(builder =>
            OtherClient.AddTo(builder, new SocketsHttpHandler(), "Labs").Services
                .AddSingleton(new DependencyRegistration("labs", DependencyKind.Cache)));

        Assert.StartsWith("The pipeline 'Labs' is registered 2 times.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_StandardHandlerOnTheClient_FailsWithTheFix()
    {
        var failure = await FailureOfStartAsync(
            builder => OtherClient.AddTo(builder, new SocketsHttpHandler()).AddStandardResilienceHandler());

        Assert.Equal(TwoHandlers, failure.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_StandardHandlerOnAllClients_FailsWithTheFix(bool before)
    {
        var failure = await FailureOfStartAsync(builder =>
        {
            if (before)
            {
                builder.Services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler());
            }

            OtherClient.AddTo(builder, new SocketsHttpHandler());
            if (!before)
            {
                builder.Services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler());
            }
        });

        Assert.Contains("has 2 resilience handlers", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_OfTheClient_FollowItsSettings()
    {
        using var host = new ClientHost(
            ScriptedHandler.Hanging(),
            add: builder => builder.AddResilientHttpClient<OtherClient>(OtherClient.Name, options =>
            {
                (options.Connections.Maximum, options.Connections.Replicas) = (30, 3);
                (options.Connections.ConnectTimeout, options.Connections.Lifetime) =
                    (TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(7));
            }));

        var sockets = Assert.IsType<SocketsHttpHandler>(HandlersOf(host, OtherClient.Name)[^1]);

        Assert.Equal(
            (TimeSpan.FromSeconds(2), 10, TimeSpan.FromMinutes(7)),
            (sockets.ConnectTimeout, sockets.MaxConnectionsPerServer, sockets.PooledConnectionLifetime));
    }

    private static ClientHost HostWith(Action<IHostApplicationBuilder> add) => new(ScriptedHandler.Hanging(), add: add);

    private static Task<InvalidOperationException> FailureOfStartAsync(Action<IHostApplicationBuilder> add) =>
        Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            using var host = HostWith(add);
            await host.Host.StartAsync(TestContext.Current.CancellationToken);
        });

    private static List<HttpMessageHandler> HandlersOf(ClientHost host, string name)
    {
        var chain = new List<HttpMessageHandler>();
        for (var handler = host.Get<IHttpMessageHandlerFactory>()
            .CreateHandler(name); handler is not null; handler = (handler as DelegatingHandler)?.InnerHandler)
        {
            chain.Add(handler);
        }

        return chain;
    }
}
