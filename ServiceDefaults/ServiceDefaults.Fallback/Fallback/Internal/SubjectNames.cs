using ServiceDefaults.Caching;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>
/// Creates the hashed names of cache tags and the keys of cached responses. Callers of different tenants, clients or
/// scopes never share a cached response.
/// </summary>
internal sealed class SubjectNames(ICopyStore store, ICallerContext caller) : ISubjectChanges
{
    public ICallerContext Caller => caller;

    public async ValueTask MarkAsync(SubjectChange change, params IReadOnlyList<Subject> subjects) =>
        await store.MarkAsync([.. subjects.Select(Of)], change, CancellationToken.None).ConfigureAwait(false);

    public string Of(Subject subject) => subject.Id is { } id
        ? store.NameOf("one", caller.Tenant, subject.Kind, id)
        : store.NameOf("all", caller.Tenant, subject.Kind);

    public CopyKey KeyOf(string operation, Subject subject, string projection) => new(
        Of(subject),
        store.NameOf("answer", caller.Tenant, caller.Client, Scopes(), operation, subject.Kind, subject.Id ?? "", projection));

    private string Scopes() => caller.Scopes.Count == 0 ? "" : string.Join(' ', caller.Scopes.Order(StringComparer.Ordinal));
}
