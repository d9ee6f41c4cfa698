using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Dependencies;

namespace PatientGateway.Tests.Failures;

/// <summary>The gateway of the tests, and how it is called.</summary>
public sealed partial class ForeignResponseTests
{
    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;
    private readonly string? _identity;

    public ForeignResponseTests()
    {
        _gateway = new Gateway(_api)
        {
            Settings =
            {
                ["Resilience:Defaults:CircuitBreaker:FailureThreshold"] = "4",
                ["Resilience:Pipelines:patient-api:HealthProbe:Enabled"] = "false",
                ["Resilience:Pipelines:patient-api:Retry:Enabled"] = "false",
                ["Resilience:Defaults:RateLimit:Enabled"] = "false",
            },
        };
        _caller = _gateway.CreateClient();
        _identity = _api.Identity;
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

    private async Task CacheResponseAsync()
    {
        _api.AnswerAs($"GET {OnePath}", HttpStatusCode.OK, Samples.Patient, "application/json", _identity);
        (await SendAsync(HttpMethod.Get, $"/{Samples.Id}")).Dispose();
        _gateway.Time.Advance(TimeSpan.FromMilliseconds(10));
    }

    private CircuitBreaker Circuit() =>
        _gateway.Services.GetRequiredService<DependencyStateRegistry>().TryGet("patient-api", out var state)
            ? state.CircuitBreaker
            : throw new InvalidOperationException("There is no circuit.");

    private int FailuresInARow() => Circuit().GetSnapshot().ConsecutiveFailures;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Gateway.Patients + path, UriKind.Relative))
        {
            Content = content
        };
        return await _caller.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string json) => _caller.PostAsync(
        new Uri(path, UriKind.Relative), Samples.Json(json), TestContext.Current.CancellationToken);
}
