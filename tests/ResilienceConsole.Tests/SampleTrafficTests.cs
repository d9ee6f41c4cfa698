using Microsoft.Extensions.DependencyInjection;
using ResilienceConsole.Traffic;

namespace ResilienceConsole.Tests;

public sealed class SampleTrafficTests
{
    /// <summary>Its requests contain the API key.</summary>
    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Client_OfTheSampleTraffic_FollowsTheEnvironmentsProxyOnlyIfConfigured(string useProxy)
    {
        await using var plain = new ConsoleApp();
        await using var console = plain.WithWebHostBuilder(
            builder => builder.UseSetting("Resilience:Http:UseProxy", useProxy));
        var handler = console.Services.GetRequiredService<IHttpMessageHandlerFactory>()
            .CreateHandler(SampleTraffic.Client);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        var sockets = Assert.IsType<SocketsHttpHandler>(handler);
        Assert.Equal((bool.Parse(useProxy), false), (sockets.UseProxy, sockets.AllowAutoRedirect));
    }
}
