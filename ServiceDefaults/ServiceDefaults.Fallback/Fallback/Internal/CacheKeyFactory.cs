using ServiceDefaults.Caching;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>
/// Creates the hashed names of cache tags and the keys of cached responses. Callers of different tenants or views
/// never share a cached response; clients with the same tenant and view do.
/// </summary>
internal sealed class CacheKeyFactory(IFallbackCache store, ICallerContext caller) : ICacheInvalidator
{
    public ICallerContext Caller => caller;

    public async ValueTask InvalidateAsync(InvalidationKind change, params IReadOnlyList<CacheTag> subjects) =>
        await store.InvalidateAsync([.. subjects.Select(Of)], change, CancellationToken.None).ConfigureAwait(false);

    public string Of(CacheTag subject) => subject.Id is { } id
        ? store.NameOf("one", caller.Tenant, subject.Kind, id)
        : store.NameOf("all", caller.Tenant, subject.Kind);

    public CachedResponseKey KeyOf(string operation, CacheTag subject, string projection) => new(
        Of(subject),
        store.NameOf(
            "answer", caller.Tenant, caller.View, operation, subject.Kind, subject.Id ?? "", projection));
}
