using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Batch;

/// <summary>
/// The batch routes with a stub API, without delays unless a test sets them, and with a circuit that stays closed.
/// </summary>
internal sealed class BatchGateway : IAsyncDisposable
{
    public const string Get = "/api/v1/batch/patients/get";
    public const string Create = "/api/v1/batch/patients/create";

    private readonly Gateway _gateway;
    private readonly Lazy<HttpClient> _caller;

    public BatchGateway(params (string Name, string Value)[] settings)
    {
        Dictionary<string, string> all = new()
        {
            ["Batch:ReadPause"] = "00:00:00",
            ["Batch:WritePause"] = "00:00:00",
            ["Resilience:Defaults:CircuitBreaker:FailureThreshold"] = "1000",
            ["Resilience:Pipelines:patient-api:CircuitBreaker:SlowCallRate"] = "0",
            ["Resilience:Pipelines:patient-api:HealthProbe:Enabled"] = "false",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        _gateway = new Gateway(Api) { Settings = all };
        _caller = new(_gateway.CreateClient);
    }

    public StubApi Api { get; } = new();

    public Gateway Gateway => _gateway;

    public static Guid Id(int number) => Guid.Parse($"0197a000-0000-7000-8000-{number:D12}");

    public static string Patient(int number) => Samples.Patient.Replace(
        Samples.Id, Id(number).ToString(), StringComparison.Ordinal);

    /// <summary>The query of a single patient.</summary>
    public static string One(int number) => $"GET /patients/{Id(number)}";

    /// <summary>The query of several patients.</summary>
    public static string Many(params IEnumerable<int> numbers) =>
        $"GET /patients/batch?ids={string.Join(',', numbers.Select(Id))}";

    public static string Batch(params IEnumerable<int> numbers) =>
        $$"""{"items":[{{string.Join(',', numbers.Select(ItemOf))}}]}""";

    public Task<HttpResponseMessage> GetAsync(params IEnumerable<int> numbers) => PostAsync(
        Get, JsonSerializer.Serialize(new { ids = numbers.Select(Id) }));

    public Task<HttpResponseMessage> CreateAsync(string items, string? key = null, int? deadline = null) => PostAsync(
        Create, $$"""{"items":[{{items}}]}""", key, deadline);

    public async Task<HttpResponseMessage> PostAsync(string path, string json, string? key = null, int? deadline = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Samples.Json(json) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key is null ? [] : [key]);
        request.Headers.TryAddWithoutValidation("X-Request-Deadline-Ms", deadline is null ? [] : [$"{deadline}"]);
        return await _caller.Value.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement[]> ItemsOf(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var root = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        JsonElement[] items = [.. root.GetProperty("items").EnumerateArray()];
        Assert.Equal(Enumerable.Range(0, items.Length), items.Select(item => item.GetProperty("index").GetInt32()));
        return items;
    }

    public static int[] StatusesOf(JsonElement[] items) =>
        [.. items.Select(item => item.GetProperty("status").GetInt32())];

    public static async Task AssertStatusesAsync(HttpResponseMessage response, params int[] expected) => Assert.Equal(
        expected, StatusesOf(await ItemsOf(response)));

    // Not Dispose, which would block a thread that a request may still need to complete.
    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Api.Dispose();
    }

    // Patients with odd numbers exist, those with even numbers do not.
    private static string ItemOf(int number) => number % 2 == 1
        ? $$$"""{"id":"{{{Id(number)}}}","status":200,"etag":"\"{{{number}}}-s\"","value":{{{Patient(number)}}}}"""
        : $$$"""
            {"id":"{{{Id(number)}}}","status":404,"problem":{"title":"Not Found","status":404,"category":"not_found",
            "type":"urn:patients:problem:patient-not-found","detail":"There is none."}}
            """;
}
