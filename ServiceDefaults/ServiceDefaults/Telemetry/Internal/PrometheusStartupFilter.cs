using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Telemetry.Internal;

/// <summary>
/// Answers scrapers that send the key. Ahead of authentication, for which the key would be an invalid access token.
/// </summary>
internal sealed class PrometheusStartupFilter(IOptions<PrometheusOptions> options) : IStartupFilter
{
    private readonly byte[] _expected = Hash($"Bearer {options.Value.Key}");

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseOpenTelemetryPrometheusScrapingEndpoint(IsScrape);
        next(app);
    };

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private bool IsScrape(HttpContext context) =>
        context.Request.Path == PrometheusOptions.Path
        && HttpMethods.IsGet(context.Request.Method)
        && CryptographicOperations.FixedTimeEquals(_expected, Hash(context.Request.Headers.Authorization.ToString()));
}
