using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;

namespace ServiceDefaults.Http;

/// <summary>Defaults of every <see cref="HttpClient"/> that comes from the factory.</summary>
public static class HttpExtensions
{
    /// <summary>
    /// Adds service discovery and the standard resilience handler, one pipeline per authority, so that a failing
    /// dependency opens no other's circuit. Unsafe methods (POST, PUT, PATCH, DELETE) are never sent twice.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host whose clients are meant.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddHttp<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods()).SelectPipelineByAuthority();
            http.AddServiceDiscovery();
        });
        return builder;
    }
}
