using System.Collections.Concurrent;
using System.Net;
using PatientApi.Contracts;
using PatientGateway.Audit;
using ServiceDefaults.ServiceIdentity;

namespace PatientGateway.Tests.Fixtures;

/// <summary>The API's side of the audit trail: it takes entries, once each, unless it is dead.</summary>
internal sealed class AuditApi : HttpMessageHandler
{
    public const string Key = "an audit secret of the tests, long enough to be one";

    private readonly ConcurrentDictionary<(Guid Writer, long Sequence), AuditEntry> _entries = new();
    private int _answeredBySomethingElse;

    /// <summary>Whether nothing answers.</summary>
    public bool IsDead { get; set; }

    /// <summary>What answers instead, where a test wants to know more.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage>? Respond { get; set; }

    /// <summary>What answers at its address in its place and takes no entries.</summary>
    public Func<HttpResponseMessage>? SomethingElse { get; set; }

    /// <summary>How many requests <see cref="SomethingElse"/> has answered.</summary>
    public int AnsweredBySomethingElse => Volatile.Read(ref _answeredBySomethingElse);

    /// <summary>The name of the environment in the identity of the service.</summary>
    public string Environment { get; set; } = "Production";

    /// <summary>The entries of all writers, each chain in its order.</summary>
    public IReadOnlyList<(Guid Writer, AuditEntry Entry)> Entries =>
    [
        .. _entries.ToArray().OrderBy(entry => entry.Key.Writer).ThenBy(entry => entry.Key.Sequence)
            .Select(entry => (entry.Key.Writer, entry.Value)),
    ];

    /// <summary>The entries about accesses, not about writers.</summary>
    public IEnumerable<AuditEntry> Accesses => Entries.Select(entry => entry.Entry)
        .Where(entry => !entry.Action.StartsWith("writer.", StringComparison.Ordinal));

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsDead)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The API is dead.");
        }

        if (SomethingElse is { } foreign)
        {
            Interlocked.Increment(ref _answeredBySomethingElse);
            return foreign();
        }

        var response = Respond?.Invoke(request) ?? new HttpResponseMessage(HttpStatusCode.NoContent);
        if (request.RequestUri!.AbsolutePath == AuditRoutes.Collection && request.Method == HttpMethod.Post)
        {
            var batch = AuditBlock.Read(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            foreach (var entry in batch.Entries)
            {
                _entries.TryAdd((batch.Writer, entry.Sequence), entry);
            }
        }

        response.Headers.TryAddWithoutValidation(
            ServiceIdentityHeader.Name, ServiceIdentityHeader.Format(ResourceNames.PatientApi, Environment));
        return response;
    }
}
