using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Http;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Http;

/// <summary>
/// All callers share a handler: a cookie that a dependency sets for one must not be sent for another.
/// </summary>
public sealed class CookieTests
{
    private const string Plain = "plain";
    private const string Dependency = "thing";

    [Theory]
    [InlineData(Plain)]
    [InlineData(Dependency)]
    public void Client_OfTheFactory_KeepsNoCookies(string name)
    {
        using var host = new PipelineHost(builder =>
        {
            builder.AddResilientHttpClient<Client>(Dependency);
            builder.Services.AddHttpClient(Plain);
        });

        var handler = host.Get<IHttpMessageHandlerFactory>().CreateHandler(name);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        Assert.False(Assert.IsType<SocketsHttpHandler>(handler).UseCookies);
    }

    private sealed class Client(HttpClient http)
    {
        public HttpClient Http => http;
    }
}
