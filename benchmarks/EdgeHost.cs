using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.ApiKeys;
using ServiceDefaults.Authorization;
using ServiceDefaults.Edge;
using ServiceDefaults.InboundLimits;

namespace Benchmarks;

/// <summary>How much of the edge a host has; each includes the one before.</summary>
internal enum EdgeParts
{
    /// <summary>Only <c>AddServiceDefaults</c>.</summary>
    None,

    /// <summary>Security headers, the correlation id, and the end of headers that must not take effect.</summary>
    Headers,

    /// <summary>Authentication by an API key, and authorization by a scope.</summary>
    Caller,

    /// <summary>Limits of callers, decided in this process.</summary>
    Limits,
}

/// <summary>A host in memory whose one route does nothing, so that a request costs what the middleware costs.</summary>
internal sealed class EdgeHost : IAsyncDisposable
{
    private const string Scope = "read";

    private static readonly ApiKey Key = ApiKey.Create("benchmark");

    private readonly WebApplication _app;
    private readonly InlineServer _server;

    private EdgeHost(WebApplication app, InlineServer server) => (_app, _server) = (app, server);

    public static async Task<EdgeHost> StartAsync(EdgeParts parts)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        var server = new InlineServer();
        builder.Services.AddSingleton<IServer>(server);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Authentication:ApiKeys:Clients:benchmark:Scopes"] = Scope,
            ["Authentication:ApiKeys:Clients:benchmark:Keys:benchmark"] = Key.Hash,
            ["InboundLimits:Tiers:standard:Windows:hour:Permits"] = "1000000",
            ["InboundLimits:Tiers:standard:Windows:hour:Period"] = "00:00:02",
            ["InboundLimits:Tiers:standard:Windows:minute:Permits"] = "1000000",
            ["InboundLimits:Tiers:standard:Windows:minute:Period"] = "00:00:01",
        });
        builder.AddServiceDefaults();
        if (parts >= EdgeParts.Headers)
        {
            builder.AddEdge();
        }

        if (parts >= EdgeParts.Caller)
        {
            builder.AddApiKeys();
        }

        if (parts >= EdgeParts.Limits)
        {
            builder.AddInboundLimits();
        }

        var app = builder.Build();
        Map(app, parts);
        await app.StartAsync();
        return new(app, server);
    }

    /// <summary>One request with the key.</summary>
    /// <exception cref="InvalidOperationException">The request did not reach its route.</exception>
    public async Task GetAsync()
    {
        var status = await _server.GetAsync("/", ApiKey.Header, Key.Value);
        if (status != StatusCodes.Status204NoContent)
        {
            throw new InvalidOperationException($"The host responded with {status}.");
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Map(WebApplication app, EdgeParts parts)
    {
        if (parts >= EdgeParts.Caller)
        {
            app.UseCallers();
        }

        if (parts >= EdgeParts.Limits)
        {
            app.UseInboundLimits();
        }

        var route = app.MapGet("/", static context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        if (parts >= EdgeParts.Caller)
        {
            app.UseAuthorization();
            route.RequireScope(Scope);
        }
    }
}
