using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Registry;
using ServiceDefaults.Http.Internal;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Pipelines.Internal;

namespace ServiceDefaults.Http;

/// <summary>HTTP clients with a pipeline.</summary>
public static class ResilientHttpClientExtensions
{
    /// <summary>
    /// The largest body of a response, in bytes: 16 MiB. What is buffered has to fit into memory as often as there are calls at once, and a dependency that has
    /// gone wrong can answer without end. What is meant to be larger is a stream, and takes a client without a pipeline.
    /// </summary>
    public const long MaxResponseBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Adds a typed client of a dependency, found by service discovery, with one pipeline and one circuit of its own. The pipeline reads the
    /// body too; only it owns time (<see cref="HttpClient.Timeout"/> is infinite). POST, PUT, PATCH and DELETE are sent once.
    /// </summary>
    /// <typeparam name="TClient">The client; its constructor takes an <see cref="HttpClient"/>.</typeparam>
    /// <param name="builder">The host, with <c>AddServiceDefaults</c> before.</param>
    /// <param name="name">The dependency's name, which is also its address for service discovery.</param>
    /// <param name="configure">Numbers that win over all settings.</param>
    /// <param name="kind">Whose numbers it has: those of work that nobody waits for are others.</param>
    /// <param name="address">Its address for service discovery, where several clients with a pipeline each call one service. Only <paramref name="kind"/> HTTP is probed.</param>
    /// <returns>The builder of the client.</returns>
    public static IHttpClientBuilder AddResilientHttpClient<TClient>(
        this IHostApplicationBuilder builder, string name, Action<DependencyOptions>? configure = null, DependencyKind kind = DependencyKind.Http, string? address = null) where TClient : class
    {
        builder.Services.AddDependency(new(name, kind, IsHttp: true), configure);
        builder.Services.AddResiliencePipeline<string, HttpResponseMessage>(name, PipelineComposer.Compose);
        return builder.Services.AddHttpClient<TClient>(name, client => Configure(client, address ?? name))
            // The factory logs each failure with the exception's message, which can quote anything; traces and our own log tell the rest.
            .RemoveAllLoggers()
            // Its connections are replaced one by one; a second handler beside the first would have as many again.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((sockets, services) => Configure(sockets, OptionsOf(services, name).Connections))
            // The pipeline is the outermost: each attempt then finds its address, and says how long it will wait, anew.
            .ConfigureAdditionalHttpMessageHandlers((handlers, services) =>
            {
                var pipeline = services.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline<HttpResponseMessage>(name);
                handlers.Insert(0, new OperationHandler());
                handlers.Insert(1, new ResilienceHandler(pipeline));
                handlers.Add(new AttemptHandler(() => OptionsOf(services, name).AttemptTimeout));
                handlers.Add(new ResponseBufferingHandler());
            });
    }

    private static DependencyOptions OptionsOf(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<DependencyOptions>>().Get(name);

    private static void Configure(HttpClient client, string address)
    {
        client.BaseAddress = new($"https+http://{address}");
        client.Timeout = Timeout.InfiniteTimeSpan;
    }

    private static void Configure(SocketsHttpHandler sockets, ConnectionOptions connections)
    {
        sockets.ConnectTimeout = connections.ConnectTimeout;
        sockets.MaxConnectionsPerServer = connections.PerReplica;
        sockets.PooledConnectionLifetime = connections.Lifetime;
    }
}
