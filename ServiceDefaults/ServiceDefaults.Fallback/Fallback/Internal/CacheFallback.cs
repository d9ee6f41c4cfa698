using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>Caches responses of the primary source, and returns them as a fallback.</summary>
internal sealed class CacheFallback<TRequest, TResult>(
    ICopyStore store, SubjectNames names, IResultCodec<TResult> codec, CacheInstruments instruments, TimeProvider time) : IFallbackStrategy<TRequest, TResult>
{
    public string Name => FallbackStrategies.Cache;

    public bool IsTerminal => false;

    public void Learn(Question<TRequest> question, TResult result, DateTimeOffset asOf)
    {
        switch (codec.Decide(result))
        {
            case CopyDecision.Keep when !store.IsKept(question.Key, question.Everything, codec.VersionOf(result), asOf, question.Options.RefreshAfter):
                string[] subjects = [.. codec.SubjectsOf(result).Select(names.Of)];
                store.Keep(question.Key, new(asOf, codec.VersionOf(result), subjects, codec.Write(result)), question.Options.MaxStale);
                break;
            case CopyDecision.Erase:
                store.Forget(question.Key.Subject, asOf);
                break;
        }
    }

    public async Task<FallbackResult<TResult>?> TryAsync(Question<TRequest> question, CancellationToken cancellationToken)
    {
        var (copy, erasedAt) = await store.FindAsync(question.Key, question.Options.MaxStale, question.Everything, cancellationToken).ConfigureAwait(false);
        return copy is not null ? new(Read(copy), DataSource.Cache, copy.AsOf)
            : erasedAt is { } at ? new(codec.Erased(), DataSource.Cache, at)
            : null;
    }

    /// <summary>
    /// Gets a cached response that is fresh enough to be returned without calling the primary source.
    /// </summary>
    public async Task<FallbackResult<TResult>?> FreshAsync(Question<TRequest> question, CancellationToken cancellationToken) =>
        await TryAsync(question, cancellationToken).ConfigureAwait(false) is { } kept && time.GetUtcNow() - kept.AsOf <= question.Options.FreshFor ? kept : null;

    private TResult Read(Copy copy)
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
