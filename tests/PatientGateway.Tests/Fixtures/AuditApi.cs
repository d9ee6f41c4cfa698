using System.Collections.Concurrent;
using System.Net;
using PatientApi.Contracts;
using PatientGateway.Audit;
using ServiceDefaults.ServiceIdentity;

namespace PatientGateway.Tests.Fixtures;

/// <summary>The API's side of the audit trail: it stores entries, once each, unless it is unavailable.</summary>
internal sealed class AuditApi : HttpMessageHandler
{
    public const string Key = "an audit secret of the tests, long enough to be one";

    private readonly ConcurrentDictionary<(Guid Writer, long Sequence), AuditEntry> _entries = new();
    private int _answeredByForeignServer;

    /// <summary>Whether the API does not respond.</summary>
    public bool IsDead { get; set; }

    /// <summary>Responds instead, if a test needs more than the default.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage>? Respond { get; set; }

    /// <summary>A foreign server that responds in the API's place and stores no entries.</summary>
    public Func<HttpResponseMessage>? ForeignServer { get; set; }

    /// <summary>The number of responses of <see cref="ForeignServer"/>.</summary>
    public int AnsweredByForeignServer => Volatile.Read(ref _answeredByForeignServer);

    /// <summary>The name of the environment in the identity of the service.</summary>
    public string Environment { get; set; } = "Production";

    /// <summary>The entries of all writers, each chain in its order.</summary>
    public IReadOnlyList<(Guid Writer, AuditEntry Entry)> Entries =>
    [
        .. _entries.ToArray().OrderBy(entry => entry.Key.Writer).ThenBy(entry => entry.Key.Sequence)
            .Select(entry => (entry.Key.Writer, entry.Value)),
    ];

    /// <summary>The entries about accesses, without those about writers.</summary>
    public IEnumerable<AuditEntry> Accesses => Entries.Select(entry => entry.Entry)
        .Where(entry => !entry.Action.StartsWith("writer.", StringComparison.Ordinal));

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsDead)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The API is dead.");
        }

        if (ForeignServer is { } foreign)
        {
            Interlocked.Increment(ref _answeredByForeignServer);
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
