using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace ServiceDefaults.Requests.Internal;

/// <summary>Determines the size limit of a compressed body once its route is known.</summary>
internal static class BodyLimit
{
    /// <summary>
    /// Returns the route's own limit, or else the server's, but at most
    /// <see cref="RequestsOptions.MaxDecompressedBytes"/>, which also applies where neither has a limit.
    /// </summary>
    public static long Of(HttpContext context, RequestsOptions options)
    {
        var own = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>();
        var limit = own is null
            ? context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize
            : own.MaxRequestBodySize;
        return Math.Min(limit ?? long.MaxValue, options.MaxDecompressedBytes);
    }
}
