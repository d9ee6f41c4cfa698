using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Http.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Http;

/// <summary>Sets the defaults of every <see cref="HttpClient"/> that comes from the factory.</summary>
public static class HttpExtensions
{
    /// <summary>
    /// Adds service discovery to every client, makes it bypass the proxy of the environment
    /// (<see cref="AmbientProxy"/>), keeps no cookies (a handler is shared, so the cookie of one caller's request would
    /// be sent with another's), and adds health probes, the wait for dependencies at the start and the start-up check
    /// of clients with a pipeline. There is no resilience by default: with one pipeline for all clients, a failing
    /// dependency could cause calls to another to be rejected. See <c>AddResilientHttpClient</c>.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddHttp<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddServiceDiscovery();
        var useProxy = AmbientProxy.IsUsed(builder.Configuration);
        builder.Services.ConfigureHttpClientDefaults(http => http
            .AddServiceDiscovery()
            .UseSocketsHttpHandler((sockets, _) => (sockets.UseProxy, sockets.UseCookies) = (useProxy, false)));
        builder.Services.TryAddSingleton<HealthProbeClient>();
        builder.Services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IHostedService, ResilientClientStartupValidator>(),
            ServiceDescriptor.Singleton<IHostedService, StartWaitService>(),
            ServiceDescriptor.Singleton<IHostedService, HealthProbeService>(),
        ]);
        // A failed probe is counted and published; the factory would log a stack trace for each.
        builder.Services.AddHttpClient(HealthProbeClient.Name).RemoveAllLoggers();
        return builder;
    }
}
