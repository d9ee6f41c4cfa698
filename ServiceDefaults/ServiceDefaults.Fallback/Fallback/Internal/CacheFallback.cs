using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>Caches responses of the primary source, and returns them as a fallback.</summary>
internal sealed class CacheFallback<TRequest, TResult>(
    IFallbackCache store,
    CacheKeyFactory names,
    IResultSerializer<TResult> codec,
    CacheInstruments instruments,
    TimeProvider time) : IFallbackStrategy<TRequest, TResult>
{
    public string Name => FallbackStrategies.Cache;

    public bool IsTerminal => false;

    public void RecordPrimaryResult(FallbackContext<TRequest> question, TResult result, DateTimeOffset asOf)
    {
        switch (codec.Decide(result))
        {
            case CacheDecision.Store when !store.IsCurrent(
                question.Key, question.AllTag, codec.VersionOf(result), asOf, question.Options.RefreshAfter):
                string[] subjects = [.. codec.TagsOf(result).Select(names.Of)];
                store.Store(
                    question.Key,
                    new(asOf, codec.VersionOf(result), subjects, codec.Write(result)),
                    question.Options.MaxStale);
                break;
            case CacheDecision.Tombstone:
                store.SetTombstone(question.Key.Tag, asOf);
                break;
        }
    }

    public async Task<FallbackResult<TResult>?> TryAsync(
        FallbackContext<TRequest> question, CancellationToken cancellationToken)
    {
        var (copy, erasedAt) = await store.GetAsync(
            question.Key, question.Options.MaxStale, question.AllTag, cancellationToken).ConfigureAwait(false);
        return copy is not null ? new(Read(copy), DataSource.Cache, copy.AsOf)
            : erasedAt is { } at ? new(codec.Erased(), DataSource.Cache, at)
            : null;
    }

    /// <summary>
    /// Gets a cached response that is fresh enough to be returned without calling the primary source.
    /// </summary>
    public async Task<FallbackResult<TResult>?> FreshAsync(
        FallbackContext<TRequest> question, CancellationToken cancellationToken) =>
        await TryAsync(question, cancellationToken).ConfigureAwait(false) is { } kept
            && time.GetUtcNow() - kept.AsOf <= question.Options.FreshFor ? kept : null;

    private TResult Read(CachedResponse copy)
    {
        try
        {
            return codec.Read(copy.Payload, copy.Version);
        }
        catch (Exception)
        {
            // The entry is authentic, but another version of the software wrote it.
            instruments.Rejected(DecryptionStatus.UnknownFormat);
            throw;
        }
    }
}
