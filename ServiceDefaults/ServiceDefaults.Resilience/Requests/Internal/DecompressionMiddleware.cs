using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RequestDecompression;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Requests.Internal;

/// <summary>
/// Decompresses bodies with the framework's providers. It replaces the framework's middleware, which lets bodies in
/// unsupported codings through, applies the size limit before the route is known, and responds to a corrupt body with
/// 500.
/// </summary>
internal sealed class DecompressionMiddleware
{
    private const string Identity = "identity";
    private const string Gzip = "gzip";

    // The same coding as gzip (RFC 9110, 8.4.1.3).
    private const string OldGzip = "x-gzip";

    private readonly RequestDelegate _next;
    private readonly IDictionary<string, IDecompressionProvider> _providers;
    private readonly string _accepted;
    private readonly RequestsOptions _options;

    public DecompressionMiddleware(
        RequestDelegate next, IOptions<RequestDecompressionOptions> providers, IOptions<RequestsOptions> options)
    {
        (_next, _providers, _options) = (next, providers.Value.DecompressionProviders, options.Value);
        _accepted = string.Join(", ", _providers.Keys.Order(StringComparer.Ordinal));
    }

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var header = request.Headers.ContentEncoding;
        if (header.Count == 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            await _next(context);
            return;
        }

        if (!TryFind(header, out var provider))
        {
            context.Response.Headers.AcceptEncoding = _accepted;
            await TypedResults.Problem(
                $"The Content-Encoding is not supported. Send the body uncompressed, or in one of {_accepted}.",
                statusCode: StatusCodes.Status415UnsupportedMediaType).ExecuteAsync(context);
            return;
        }

        request.Headers.Remove(HeaderNames.ContentEncoding);
        if (provider is null)
        {
            await _next(context);
            return;
        }

        var compressed = request.Body;
        request.ContentLength = null;
        await using var body = new DecompressedBody(
            provider.GetDecompressionStream(compressed), () => BodyLimit.Of(context, _options));
        request.Body = body;
        try
        {
            await _next(context);
        }
        finally
        {
            request.Body = compressed;
        }
    }

    // At most one coding, because each further one multiplies what a small body can hold.
    private bool TryFind(StringValues header, out IDecompressionProvider? provider)
    {
        provider = null;
        var codings = header.SelectMany(
            value => value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Where(coding => !coding.Equals(Identity, StringComparison.OrdinalIgnoreCase)).ToList();
        return codings.Count == 0
            || (codings.Count == 1 && _providers.TryGetValue(
                codings[0].Equals(OldGzip, StringComparison.OrdinalIgnoreCase) ? Gzip : codings[0], out provider));
    }
}
