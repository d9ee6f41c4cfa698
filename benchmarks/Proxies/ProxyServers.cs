using System.Globalization;
using System.Net;
using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PatientApi.Contracts;
using ServiceDefaults.ServiceIdentity;
using Yarp.ReverseProxy.Configuration;

namespace Benchmarks.Proxies;

/// <summary>The servers beside the gateway, each in a process of its own.</summary>
internal static class ProxyServers
{
    private const string Patient = """
        {"id":"01941f2a-6660-7000-8000-000000000001","externalId":"x-1","firstName":"Ada","lastName":"Lovelace",
        """ + """
        "birthDate":"1815-12-10","createdAt":"2026-01-02T03:04:05+00:00","updatedAt":"2026-01-02T03:04:05+00:00"}
        """;

    /// <summary>Runs a service in the place of the API that answers every request at once.</summary>
    public static Task RunUpstreamAsync(int port)
    {
        var app = Create(port, _ => { });
        var identity = ServiceIdentityHeader.Format(ResourceNames.PatientApi, ProxyReport.Environment);
        app.Run(context =>
        {
            context.Response.Headers[ServiceIdentityHeader.Name] = identity;
            if (!HttpMethods.IsGet(context.Request.Method))
            {
                context.Response.StatusCode = (int)HttpStatusCode.NoContent;
                return Task.CompletedTask;
            }

            context.Response.ContentType = MediaTypeNames.Application.Json;
            return context.Response.WriteAsync(Patient, context.RequestAborted);
        });
        return app.RunAsync();
    }

    /// <summary>Runs YARP with one route to the upstream service.</summary>
    public static Task RunYarpAsync(int port, Uri upstream)
    {
        var app = Create(port, services => services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "api", Match = new() { Path = "{**path}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "api",
                    Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
                    {
                        ["one"] = new() { Address = upstream.ToString() },
                    },
                },
            ]));
        app.MapReverseProxy();
        return app.RunAsync();
    }

    private static WebApplication Create(int port, Action<IServiceCollection> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        configure(builder.Services);
        return builder.Build();
    }
}
