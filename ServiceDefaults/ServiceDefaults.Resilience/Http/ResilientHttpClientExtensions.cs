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

/// <summary>Adds HTTP clients with a resilience pipeline.</summary>
public static class ResilientHttpClientExtensions
{
    /// <summary>
    /// The maximum size of a response body, in bytes: 16 MiB. Each concurrent call buffers a body in memory, and a
    /// faulty dependency can send an endless one. Read larger responses as a stream, with an
    /// <see cref="HttpClient"/> that has no pipeline.
    /// </summary>
    public const long MaxResponseBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Adds a typed client of a dependency, found by service discovery, with its own pipeline and circuit breaker. The
    /// pipeline includes the reading of the body, and it alone sets timeouts (<see cref="HttpClient.Timeout"/> is
    /// infinite). POST, PUT, PATCH and DELETE are sent once.
    /// </summary>
    /// <typeparam name="TClient">The client; its constructor takes an <see cref="HttpClient"/>.</typeparam>
    /// <param name="builder">The host builder; call <c>AddServiceDefaults</c> before.</param>
    /// <param name="name">The dependency's name, which is also its address for service discovery.</param>
    /// <param name="configure">Sets values that take precedence over all settings.</param>
    /// <param name="kind">The kind whose defaults apply; background work has others.</param>
    /// <param name="address">
    /// The address for service discovery, where several clients with pipelines of their own call one service. Only a
    /// client of <paramref name="kind"/> HTTP is probed.
    /// </param>
    /// <returns>The builder of the client.</returns>
    public static IHttpClientBuilder AddResilientHttpClient<TClient>(
        this IHostApplicationBuilder builder,
        string name,
        Action<DependencyOptions>? configure = null,
        DependencyKind kind = DependencyKind.Http,
        string? address = null) where TClient : class
    {
        builder.Services.AddDependency(new(name, kind, IsHttp: true), configure);
        builder.Services.AddResiliencePipeline<string, HttpResponseMessage>(name, PipelineComposer.Compose);
        return builder.Services.AddHttpClient<TClient>(name, client => Configure(client, address ?? name))
            // The factory logs each failure with the exception's message, which can quote anything; traces and the
            // pipeline's log hold the rest.
            .RemoveAllLoggers()
            // Connections are replaced one by one; a second handler next to the first would open as many again.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((sockets, services) => Configure(sockets, OptionsOf(services, name).Connections))
            // The pipeline is the outermost handler, so that each attempt resolves its address and sends its deadline
            // anew.
            .ConfigureAdditionalHttpMessageHandlers((handlers, services) =>
            {
                var pipeline = services.GetRequiredService<ResiliencePipelineProvider<string>>()
                    .GetPipeline<HttpResponseMessage>(name);
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
