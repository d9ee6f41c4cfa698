using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PatientApi.Contracts;
using ServiceDefaults.ServiceIdentity;

namespace PatientGateway.Tests.Fixtures;

/// <summary>A real server in the API's place, for tests of streams, broken connections and the request line.</summary>
internal sealed class KestrelApi : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KestrelApi(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<KestrelApi> StartAsync(RequestDelegate respond)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            context.Response.Headers[ServiceIdentityHeader.Name] = ServiceIdentityHeader.Format(
                ResourceNames.PatientApi, "Production");
            return next(context);
        });
        app.Run(respond);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new KestrelApi(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
