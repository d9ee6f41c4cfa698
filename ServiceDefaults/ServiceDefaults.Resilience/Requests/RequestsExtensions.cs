using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Requests.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Requests;

/// <summary>What HTTP asks of every request before a route sees it.</summary>
public static class RequestsExtensions
{
    // Read once, when a body is decompressed for the first time.
    private const string RefuseTruncatedData = "System.IO.Compression.UseStrictValidation";

    /// <summary>
    /// Refuses paths that are no percent-encoded UTF-8 (400), reads bodies in the content codings <c>gzip</c>, <c>deflate</c> and <c>br</c> (others are 415),
    /// answers <c>HEAD</c> as <c>GET</c> without a body, and <c>OPTIONS</c> by <c>Allow</c>. A compressed body that was cut off is 400; without the switch that
    /// is set here for the whole process, it would look like one that has ended.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host; call it after <c>AddErrors</c>, which has to stand around it.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddRequests<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        AppContext.SetSwitch(RefuseTruncatedData, true);
        builder.Services.AddRequestDecompression();
        builder.Services.AddValidatedOptions<RequestsOptions>(RequestsOptions.Section);
        builder.Services.AddTransient<IStartupFilter, RequestsStartupFilter>();
        return builder;
    }
}
