using ServiceDefaults.Caching;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>
/// Creates the hashed names of cache tags and the keys of cached responses. Callers of different tenants or views
/// never share a cached response; clients with the same tenant and view do.
/// </summary>
internal sealed class CacheKeyFactory(IFallbackCache cache, ICallerContext caller) : ICacheInvalidator
{
    public ICallerContext Caller => caller;

    public async ValueTask InvalidateAsync(InvalidationKind change, params IReadOnlyList<CacheTag> tags) =>
        await cache.InvalidateAsync([.. tags.Select(Of)], change, CancellationToken.None).ConfigureAwait(false);

    public string Of(CacheTag tag) => tag.Id is { } id
        ? cache.NameOf("one", caller.Tenant, tag.Kind, id)
        : cache.NameOf("all", caller.Tenant, tag.Kind);

    public CachedResponseKey KeyOf(string operation, CacheTag tag, string projection) => new(
        Of(tag),
        cache.NameOf(
            "answer", caller.Tenant, caller.View, operation, tag.Kind, tag.Id ?? "", projection));
}
