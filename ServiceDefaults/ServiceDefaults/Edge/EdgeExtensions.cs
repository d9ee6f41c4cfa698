using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using ServiceDefaults.Edge.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Edge;

/// <summary>Prepares a service for callers that it cannot trust.</summary>
public static class EdgeExtensions
{
    /// <summary>
    /// Adds security headers and <c>X-Correlation-Id</c> to every response, HSTS outside development, limits of
    /// connections and headers, and ends the headers of callers that must not take effect: <c>traceparent</c>,
    /// <c>baggage</c> and <c>X-Forwarded-*</c> from unknown proxies.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; call <c>AddServiceDefaults</c> before.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddEdge<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddValidatedOptions<EdgeOptions>(EdgeOptions.Section);
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        services.Replace(ServiceDescriptor.Singleton<DistributedContextPropagator>(provider =>
            new InboundPropagator(provider.GetRequiredService<IOptions<EdgeOptions>>().Value.ContinueTraces)));
        // With any other propagator the instrumentation reads the caller's headers a second time.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<EdgeOptions>>(
            static (kestrel, edge) => Configure(kestrel, edge.Value));
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<EdgeOptions>>(
            static (forwarded, edge) => Configure(forwarded, edge.Value));
        // Outside of all other middleware, so that no response is without these headers.
        services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, EdgeStartupFilter>());
        return builder;
    }

    private static void Configure(KestrelServerOptions kestrel, EdgeOptions edge)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = edge.MaxConnections;
        kestrel.Limits.MaxRequestHeaderCount = edge.MaxHeaders;
        kestrel.Limits.RequestHeadersTimeout = edge.HeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = edge.KeepAliveTimeout;
        Configure(kestrel.Limits.Http2, edge.Http2);
    }

    private static void Configure(Http2Limits limits, Http2LimitOptions edge)
    {
        limits.MaxStreamsPerConnection = edge.MaxStreamsPerConnection;
        limits.HeaderTableSize = edge.HeaderTableSize;
        limits.MaxFrameSize = edge.MaxFrameSize;
        limits.MaxRequestHeaderFieldSize = edge.MaxHeaderFieldSize;
        limits.KeepAlivePingDelay = edge.KeepAlivePingDelay;
        limits.KeepAlivePingTimeout = edge.KeepAlivePingTimeout;
    }

    // Without the defaults, which trust every process of this machine. The middleware takes empty lists of proxies for
    // trust in everybody, so without a known proxy it must read nothing.
    private static void Configure(ForwardedHeadersOptions forwarded, EdgeOptions edge)
    {
        forwarded.ForwardedHeaders = edge.Proxies.Any()
            ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto
            : ForwardedHeaders.None;
        // Each address is read only if the one that named it is a known proxy.
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in edge.Proxies.Select(EdgeOptions.NetworkOf).OfType<System.Net.IPNetwork>())
        {
            forwarded.KnownIPNetworks.Add(network);
        }
    }
}
