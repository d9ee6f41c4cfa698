using System.Net;
using System.Net.Http.Json;
using PatientApi.Contracts;
using Testing;

namespace PatientApi.Tests.Hosting;

/// <summary>
/// Traces and logs of a request, including the spans of the database, hold its route and statement but no patient data.
/// </summary>
public sealed class PrivateTraceTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Canary = "canary-4711";

    private readonly ApiFactory _api = new(postgres.NewDatabase());
    private readonly TraceRecorder _trace = new();
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _client = await _api.CreateReadyClientAsync();
        _client.DefaultRequestHeaders.Add("traceparent", _trace.Parent);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _trace.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Writes_Traced_HaveNoPatientDataInTheirSpans()
    {
        using var created = await PutAsync();
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        await AssertPrivateAsync("/patients/by-external-id/{externalId}", Canary);
    }

    [Fact]
    public async Task Rejections_Traced_HaveNoPatientDataInTheirSpans()
    {
        using (await PutAsync())
        using (var duplicate = await _client.PostAsJsonAsync(
            "/patients", Samples.Patient() with { ExternalId = Canary }, Token))
        {
            Assert.Equal(HttpStatusCode.Conflict, duplicate.StatusCode);
        }

        await AssertPrivateAsync("/patients/", Canary);
    }

    [Fact]
    public async Task Reads_Traced_HaveNoPatientDataInTheirSpans()
    {
        using var created = await PutAsync();
        var id = (await created.Content.ReadFromJsonAsync<PatientResponse>(Token))!.Id;
        foreach (var target in new[] { $"/patients?search={Canary}", $"/patients/batch?ids={id}", $"/patients/{id}" })
        {
            using var found = await _client.GetAsync(target, Token);
            Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        }

        await AssertPrivateAsync("/patients/{id:guid}", Canary, id.ToString());
    }

    private async Task<HttpResponseMessage> PutAsync()
    {
        using var request = Samples.Put(
            $"/patients/by-external-id/{Canary}", Samples.Patient("Canary", Canary) with { ExternalId = Canary });
        return await _client.SendAsync(request, Token);
    }

    private async Task AssertPrivateAsync(string lastRoute, params string[] secrets)
    {
        var spans = await _trace.UntilAsync(span => span.GetTagItem("http.route") as string == lastRoute, Token);
        Assert.Contains(spans, span => span.Source.Name == "Npgsql");
        var texts = spans.Select(TraceRecorder.TextOf).Concat(
            _api.Logs.GetSnapshot().Select(line => $"{line.Message} {line.Exception}"));
        Assert.All(
            texts,
            text => Assert.DoesNotContain(
                secrets, secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }
}
