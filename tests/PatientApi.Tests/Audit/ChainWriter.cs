using System.Net.Http.Json;
using PatientApi.Contracts;
using ServiceDefaults.Callers;

namespace PatientApi.Tests.Audit;

/// <summary>A writer like the gateway's: it chains entries and sends them.</summary>
internal sealed class ChainWriter(string secret = ApiFactory.AuditKey)
{
    private readonly AuditChain _chain = new(secret);
    private readonly List<AuditEntry> _entries = [];

    public Guid Id { get; } = Guid.NewGuid();

    public IReadOnlyList<AuditEntry> Entries => _entries;

    public AuditHead Head => new(Id, _entries[^1].Sequence, _entries[^1].Mac);

    /// <summary>The next entry; its time is one microsecond after the previous one.</summary>
    public AuditEntry Add(
        Guid? patient = null,
        string tenant = Caller.DefaultTenant,
        string client = "tests",
        string action = AuditActions.Read,
        string? detail = null,
        DateTimeOffset? at = null)
    {
        var entry = new AuditEntry
        {
            Sequence = _entries.Count + 1,
            At = at ?? (_entries.Count > 0 ? _entries[^1].At.AddMicroseconds(1) : Now()),
            Client = client,
            Tenant = tenant,
            Action = action,
            Patient = patient,
            Status = 200,
            Source = "cache",
            Age = 12,
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            Detail = detail,
        };
        var previous = _entries.Count > 0 ? _entries[^1].Mac : _chain.GenesisOf(Id);
        entry = entry with { Mac = _chain.MacOf(previous, Id, entry) };
        _entries.Add(entry);
        return entry;
    }

    public ChainWriter AddMany(int count)
    {
        for (var number = 0; number < count; number++)
        {
            Add(Guid.NewGuid());
        }

        return this;
    }

    /// <summary>Sends entries to the API, as the gateway does.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpClient client, IReadOnlyList<AuditEntry>? entries = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/audit")
        {
            Content = JsonContent.Create(new AuditBatch(Id, entries ?? _entries)),
        };
        request.Headers.Authorization = new(
            "Bearer", Credentials.TokenOf("patient-gateway", "patient-gateway", PatientScopes.AuditAppend));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static DateTimeOffset Now()
    {
        var now = TimeProvider.System.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
