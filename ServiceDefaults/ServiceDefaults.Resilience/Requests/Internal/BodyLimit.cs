using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace ServiceDefaults.Requests.Internal;

/// <summary>How large a body may be, once its route is known.</summary>
internal static class BodyLimit
{
    /// <summary>The route's own limit, else the server's; where there is none, because the route does without, that of compressed bodies.</summary>
    public static long Of(HttpContext context, RequestsOptions options)
    {
        var own = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>();
        var limit = own is null ? context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize : own.MaxRequestBodySize;
        return Math.Min(limit ?? long.MaxValue, options.MaxDecompressedBytes);
    }
}
