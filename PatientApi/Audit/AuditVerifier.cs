using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientApi.Data;

namespace PatientApi.Audit;

/// <summary>
/// Verifies the chains of writers. Chains span tenants, so this reads the entries of all; the result names writers and
/// sequences only.
/// </summary>
internal sealed class AuditVerifier(UnitOfWork unitOfWork, AuditContexts contexts, IOptions<AuditOptions> options)
{
    private readonly IReadOnlyList<AuditChain> _chains = options.Value.Chains;

    /// <summary>Verifies the chains of all writers that have entries, are retired or are named by an anchor.</summary>
    /// <param name="anchors">Heads from outside the database.</param>
    /// <param name="only">Verifies this writer alone.</param>
    /// <param name="cancellationToken">Cancels the verification.</param>
    public async Task<AuditVerification> VerifyAsync(
        IReadOnlyList<AuditHead> anchors, Guid? only, CancellationToken cancellationToken)
    {
        var writers = await ReadAsync(AuditRows.WritersAsync, cancellationToken);
        var retired = (await ReadAsync(AuditRows.RetiredAsync, cancellationToken)).ToDictionary(row => row.Writer);
        var firsts = await ReadAsync(AuditRows.FirstsAsync, cancellationToken);
        // A process that takes over the files of another one names its head, which is then an anchor, too.
        var takeovers = firsts.SelectMany(first => (first.Detail ?? "").Split(',')
            .Select(text => (Head: AuditHead.TryParse(text, out var head) ? head : null, first.At)))
            .Where(takeover => takeover.Head is not null).ToList();
        var known = anchors.Concat(takeovers.Select(takeover => takeover.Head!)).ToList();
        var results = new List<AuditWriterVerification>();
        foreach (var writer in writers.Concat(retired.Keys).Concat(known.Select(anchor => anchor.Writer)).Distinct()
            .Where(writer => only is null || writer == only).Order())
        {
            var verifier = new ChainVerifier(
                writer, _chains, retired.TryGetValue(writer, out var row) ? row.Sealed : null, known);
            await AuditRows.VerifyAsync(verifier, writer, month: null, read => ReadAsync(read, cancellationToken));
            results.Add(verifier.Complete(takeovers
                .Where(takeover => takeover.Head!.Writer == writer)
                .Select(takeover => (DateTimeOffset?)takeover.At).Min()));
        }

        return new(results.TrueForAll(result => result.Faults.Count == 0), results);
    }

    private Task<T> ReadAsync<T>(
        Func<PatientDbContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        unitOfWork.RunAsRoleAsync(contexts.CreateVerifier, read, cancellationToken);
}
