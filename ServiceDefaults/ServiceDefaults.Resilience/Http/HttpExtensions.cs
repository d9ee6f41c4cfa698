using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Http.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Http;

/// <summary>Defaults of every <see cref="HttpClient"/> that comes from the factory.</summary>
public static class HttpExtensions
{
    /// <summary>
    /// Adds service discovery to every client, keeps it from the proxy of the environment (<see cref="AmbientProxy"/>), and adds the start-up check of
    /// those with a pipeline. There is no resilience by default: one pipeline
    /// for all clients would let a failing dependency reject the calls of another. See <c>AddResilientHttpClient</c>.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host whose clients are meant.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddHttp<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddServiceDiscovery();
        var useProxy = AmbientProxy.IsUsed(builder.Configuration);
        builder.Services.ConfigureHttpClientDefaults(http => http
            .AddServiceDiscovery()
            .UseSocketsHttpHandler((sockets, _) => sockets.UseProxy = useProxy));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ResilientClientGuard>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HealthProbeService>());
        // A miss is counted and told; the factory would add a stack trace to each.
        builder.Services.AddHttpClient(HealthProbeService.Client).RemoveAllLoggers();
        return builder;
    }
}
