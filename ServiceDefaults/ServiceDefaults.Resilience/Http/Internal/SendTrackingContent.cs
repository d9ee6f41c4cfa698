using System.Net;

namespace ServiceDefaults.Http.Internal;

/// <summary>
/// A body that calls back before it is written. The client writes it once it has a connection; until then the headers
/// stay in a buffer.
/// </summary>
internal sealed class SendTrackingContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly Func<CancellationToken, Task> _onLeaving;

    public SendTrackingContent(HttpContent content, Func<CancellationToken, Task> onLeaving)
    {
        (_content, _onLeaving) = (content, onLeaving);
        foreach (var (name, values) in content.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(
        stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await _onLeaving(cancellationToken).ConfigureAwait(false);
        await _content.CopyToAsync(stream, context, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Headers.ContentLength ?? 0;
        return _content.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
