using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Requests.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Requests;

/// <summary>Registers what HTTP requires of every request before it reaches a route.</summary>
public static class RequestsExtensions
{
    // The runtime reads this switch once, when it decompresses the first body.
    private const string RefuseTruncatedData = "System.IO.Compression.UseStrictValidation";

    /// <summary>
    /// Rejects paths that are not percent-encoded UTF-8 (400), reads bodies in the content codings <c>gzip</c>,
    /// <c>deflate</c> and <c>br</c> (others are 415), handles <c>HEAD</c> as <c>GET</c> without a body, and responds to
    /// <c>OPTIONS</c> with <c>Allow</c>. A truncated compressed body is 400. That needs a switch, set here for the
    /// whole process, without which such a body looks complete.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; call this after <c>AddErrors</c>, which has to be the outer one.</param>
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
