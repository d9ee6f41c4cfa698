using System.Net;
using System.Net.Http.Json;
using PatientApi.Contracts;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Audit;

/// <summary>Every route records who read or changed which patient, and from which source.</summary>
public sealed class AuditedRoutesTests : IAsyncLifetime
{
    private const string OnePath = $"/patients/{Samples.Id}";
    private const string Page = $$"""{"items":[{{Samples.Patient}}],"nextCursor":null}""";

    private readonly StubApi _api = new();
    private Gateway _gateway = null!;
    private HttpClient _caller = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _gateway = new Gateway(_api) { Clock = TimeProvider.System };
        _caller = _gateway.CreateClient();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _gateway.DisposeAsync();
        _api.Dispose();
    }

    [Fact]
    public async Task Read_FromThePrimaryAndFromTheCache_IsRecordedWithSourceClientAndTrace()
    {
        _api.On($"GET {OnePath}", HttpStatusCode.OK, Samples.Patient, etag: "\"42-s\"");
        using var first = await SendAsync(HttpMethod.Get, $"/{Samples.Id}");
        _api.On($"GET {OnePath}", HttpStatusCode.ServiceUnavailable);
        using var second = await SendAsync(HttpMethod.Get, $"/{Samples.Id}");

        var entries = await EntriesAsync(2);

        Assert.Equal(["primary", "cache"], entries.Select(entry => entry.Source));
        Assert.All(entries, entry => Assert.Equal(
            (AuditActions.Read, Guid.Parse(Samples.Id), Credentials.Client, "default", 200),
            (entry.Action, entry.Patient!.Value, entry.Client, entry.Tenant, entry.Status!.Value)));
        Assert.Equal(32, entries[0].TraceId!.Length);
        Assert.NotEqual(entries[0].TraceId, entries[1].TraceId);
    }

    [Theory]
    [InlineData("GET", "", $"GET /patients", Page, 200, AuditActions.List)]
    [InlineData("GET", "/by-external-id/x-1", "GET /patients/by-external-id/x-1", Samples.Patient, 200,
        AuditActions.Read)]
    [InlineData("POST", "", "POST /patients", Samples.Patient, 201, AuditActions.Create)]
    [InlineData("PUT", $"/{Samples.Id}", $"PUT {OnePath}", Samples.Patient, 200, AuditActions.Replace)]
    [InlineData("PUT", "/by-external-id/x-1", "PUT /patients/by-external-id/x-1", Samples.Patient, 200,
        AuditActions.Replace)]
    [InlineData("DELETE", $"/{Samples.Id}", $"DELETE {OnePath}", null, 204, AuditActions.Delete)]
    public async Task Route_Succeeded_IsRecordedWithThePatientOfTheResponse(
        string method, string route, string target, string? body, int status, string action)
    {
        _api.On(target, (HttpStatusCode)status, body);

        using var response = await SendAsync(new(method), route);

        Assert.Equal(status, (int)response.StatusCode);
        var entry = Assert.Single(await EntriesAsync(1));
        Assert.Equal(
            (action, (Guid?)Guid.Parse(Samples.Id), (int?)status), (entry.Action, entry.Patient, entry.Status));
    }

    [Fact]
    public async Task Read_OfAnUnknownPatient_IsRecordedAsNotFound()
    {
        _api.OnNoPatient($"GET {OnePath}");

        using var response = await SendAsync(HttpMethod.Get, $"/{Samples.Id}");

        var entry = Assert.Single(await EntriesAsync(1));
        Assert.Equal(((Guid?)Guid.Parse(Samples.Id), (int?)404), (entry.Patient, entry.Status));
    }

    [Fact]
    public async Task Write_OfUnknownOutcome_IsRecorded()
    {
        _api.On("POST /patients", HttpStatusCode.InternalServerError);

        using var response = await SendAsync(HttpMethod.Post, "");

        var entry = Assert.Single(await EntriesAsync(1));
        Assert.Equal((AuditActions.Create, (Guid?)null), (entry.Action, entry.Patient));
        Assert.InRange(entry.Status!.Value, 500, 599);
    }

    [Fact]
    public async Task BatchGet_OfSeveralPatients_IsRecordedForEach()
    {
        var missing = Guid.NewGuid();
        _api.On($"GET /patients/batch?ids={Samples.Id},{missing}", HttpStatusCode.OK, $$$"""
            {"items":[{"id":"{{{Samples.Id}}}","status":200,"value":{{{Samples.Patient}}}},
            {"id":"{{{missing}}}","status":404,"problem":{"type":"{{{ProblemTypes.PatientNotFound}}}","status":404}}]}
            """);

        using var response = await _caller.PostAsJsonAsync(
            "/api/v1/batch/patients/get", new { ids = new[] { Samples.Id, $"{missing}" } }, Token);

        Assert.Equal(
            [(Guid.Parse(Samples.Id), 200), (missing, 404)],
            (await EntriesAsync(2)).Select(entry => (entry.Patient!.Value, entry.Status!.Value)));
    }

    [Fact]
    public async Task Import_OfSeveralPatients_IsRecordedForEachResult()
    {
        var ids = new[] { Guid.NewGuid(), Guid.NewGuid() };
        _api.On("POST /patients/import", HttpStatusCode.OK, $$$"""
            {"line":1,"status":"created","id":"{{{ids[0]}}}","externalId":"a"}
            {"line":2,"status":"failed","problem":{"title":"t","detail":"d"}}
            {"line":3,"status":"updated","id":"{{{ids[1]}}}","externalId":"b"}

            """, "application/x-ndjson");

        using var lines = Samples.Ndjson("{}\n{}\n{}\n");
        using var response = await _caller.PostAsync(
            new Uri($"{Gateway.Patients}/import", UriKind.Relative), lines, Token);

        Assert.Equal(
            [(null, 200), (ids[0], 201), (ids[1], 200)],
            (await EntriesAsync(3)).Select(entry => (entry.Patient, entry.Status!.Value)));
    }

    [Fact]
    public async Task AuditList_OfAPatient_IsForwardedAndRecorded()
    {
        _gateway.Audit.Respond = request => request.Method == HttpMethod.Get
            ? StubApi.Response(HttpStatusCode.OK, """{"items":[],"nextCursor":"next"}""")
            : new(HttpStatusCode.NoContent);

        var page = await _caller.GetFromJsonAsync<AuditPage>($"/api/v1/admin/audit?patient={Samples.Id}", Token);

        Assert.Equal("next", page!.NextCursor);
        Assert.Equal([AuditActions.Audit], (await EntriesAsync(1)).Select(entry => entry.Action));
    }

    [Fact]
    public async Task Chain_OfAllEntries_MatchesItsMacs()
    {
        _api.On($"GET {OnePath}", HttpStatusCode.OK, Samples.Patient);
        for (var read = 0; read < 20; read++)
        {
            using var response = await SendAsync(HttpMethod.Get, $"/{Samples.Id}");
        }

        await EntriesAsync(20);
        await _gateway.DisposeAsync();

        var chain = new AuditChain(AuditApi.Key);
        var entries = _gateway.Audit.Entries;
        var previous = chain.GenesisOf(entries[0].Writer);
        Assert.Equal(AuditActions.WriterStarted, entries[0].Entry.Action);
        Assert.Equal(AuditActions.WriterClosed, entries[^1].Entry.Action);
        foreach (var (writer, entry) in entries)
        {
            Assert.Equal(chain.MacOf(previous, writer, entry), entry.Mac);
            previous = entry.Mac;
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string route)
    {
        var request = new HttpRequestMessage(method, $"{Gateway.Patients}{route}");
        if (method == HttpMethod.Post || method == HttpMethod.Put)
        {
            request.Content = Samples.Json();
        }

        if (method == HttpMethod.Put)
        {
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        }

        return _caller.SendAsync(request, Token);
    }

    private async Task<List<AuditEntry>> EntriesAsync(int count)
    {
        await Eventually.IsTrueAsync(() => _gateway.Audit.Accesses.Count() >= count);
        var entries = _gateway.Audit.Accesses.ToList();
        Assert.Equal(count, entries.Count);
        return entries;
    }
}
