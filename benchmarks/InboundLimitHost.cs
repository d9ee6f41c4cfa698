using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.Redis;

namespace Benchmarks;

/// <summary>A host whose callers have two sliding windows that no benchmark exhausts.</summary>
internal static class InboundLimitHost
{
    /// <summary>Without Redis, or with the one that <c>ConnectionStrings__redis</c> names.</summary>
    public static async Task<WebApplication> StartAsync(bool isShared)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:redis"] = isShared ? builder.Configuration["ConnectionStrings:redis"] : null,
            ["Encryption:CurrentKey"] = "the current payload secret of benchmarks",
            ["Encryption:NameKey"] = "the name secret of the benchmarks, long",
            ["InboundLimits:Tiers:anonymous:Windows:hour:Permits"] = "1000000",
            ["InboundLimits:Tiers:anonymous:Windows:hour:Period"] = "00:00:02",
            ["InboundLimits:Tiers:anonymous:Windows:minute:Permits"] = "1000000",
            ["InboundLimits:Tiers:anonymous:Windows:minute:Period"] = "00:00:01",
        });
        builder.AddServiceDefaults();
        builder.AddInboundLimits();
        var app = builder.Build();
        await app.StartAsync();
        var redis = app.Services.GetRequiredService<IRedisClient>();
        while (redis.IsConfigured && !redis.IsConnected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        return app;
    }

    public static InboundPartition[] Callers(int count) => [.. Enumerable.Range(0, count)
        .Select(number => InboundPartition.ForAddress(new IPAddress(0x0A00_0000L + number)))];
}
