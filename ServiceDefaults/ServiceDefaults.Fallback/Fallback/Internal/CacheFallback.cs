using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>Caches responses of the primary source, and returns them as a fallback.</summary>
internal sealed class CacheFallback<TRequest, TResult>(
    IFallbackCache cache,
    CacheKeyFactory keyFactory,
    IResultSerializer<TResult> serializer,
    CacheInstruments instruments,
    TimeProvider time) : IFallbackStrategy<TRequest, TResult>
{
    public string Name => FallbackStrategies.Cache;

    public bool IsTerminal => false;

    public void RecordPrimaryResult(FallbackContext<TRequest> context, TResult result, DateTimeOffset asOf)
    {
        switch (serializer.Decide(result))
        {
            case CacheDecision.Store when !cache.IsCurrent(
                context.Key, context.AllTag, serializer.VersionOf(result), asOf, context.Options.RefreshAfter):
                string[] tags = [.. serializer.TagsOf(result).Select(keyFactory.Of)];
                cache.Store(
                    context.Key,
                    new(asOf, serializer.VersionOf(result), tags, serializer.Write(result)),
                    context.Options.MaxStale);
                break;
            case CacheDecision.Tombstone:
                cache.SetTombstone(context.Key.Tag, asOf);
                break;
        }
    }

    public async Task<FallbackResult<TResult>?> TryAsync(
        FallbackContext<TRequest> context, CancellationToken cancellationToken)
    {
        var (response, erasedAt) = await cache.GetAsync(
            context.Key, context.Options.MaxStale, context.AllTag, cancellationToken).ConfigureAwait(false);
        return response is not null ? new(Read(response), DataSource.Cache, response.AsOf)
            : erasedAt is { } at ? new(serializer.Erased(), DataSource.Cache, at)
            : null;
    }

    /// <summary>
    /// Gets a cached response that is fresh enough to be returned without calling the primary source.
    /// </summary>
    public async Task<FallbackResult<TResult>?> FreshAsync(
        FallbackContext<TRequest> context, CancellationToken cancellationToken) =>
        await TryAsync(context, cancellationToken).ConfigureAwait(false) is { } cached
            && time.GetUtcNow() - cached.AsOf <= context.Options.FreshFor ? cached : null;

    private TResult Read(CachedResponse response)
    {
        try
        {
            return serializer.Read(response.Payload, response.Version);
        }
        catch (Exception)
        {
            // The entry is authentic, but another version of the software wrote it.
            instruments.Rejected(DecryptionStatus.UnknownFormat);
            throw;
        }
    }
}
