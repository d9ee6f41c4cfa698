using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientApi.Contracts;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.ApiKeys;

namespace PatientGateway.Tests.Requests;

/// <summary>Random requests of every operation of the OpenAPI document, in every state of authentication.</summary>
public sealed class RandomRequestTests
{
    private const int RequestsOfEach = 4;
    private const string Pipeline = "Resilience:Pipelines:patient-api:";
    private const string AllScopes =
        $"{PatientScopes.Read} {PatientScopes.Write} {PatientScopes.Batch} {PatientScopes.Admin}";

    private static readonly ApiKey Powerless = ApiKey.Create("powerless");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Response_ToAnyRequest_IsDeclaredAndNever500(int seed)
    {
        RandomRequest? requests = null;
        using var api = new StubApi { Otherwise = request => requests!.Answer(request) };
        using var provider = new TokenProvider();
        await using var gateway = GatewayOf(api, provider);
        using var client = gateway.Server.CreateClient();
        using var reader = gateway.CreateClient();
        var document = await reader.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);
        requests = new(document, seed);
        gateway.Audit.Respond = _ => StubApi.Response(HttpStatusCode.OK, """{"items":[],"isIntact":true}""");
        List<string> faults = [];
        var count = 0;
        foreach (var (path, method, operation) in OperationsOf(document))
        {
            foreach (var (state, header, allowed) in StatesOf(provider))
            {
                for (var number = 0; number < RequestsOfEach; number++)
                {
                    using var request = requests.Create(path, method, operation);
                    request.Headers.TryAddWithoutValidation(header.Name, header.Value);
                    using var response = await client.SendAsync(request, Token);
                    var status = (int)response.StatusCode;
                    count++;
                    if (FaultOf(status, operation, allowed) is { } fault)
                    {
                        faults.Add($"{method} {path}, {state}: {status}, {fault}: {request.RequestUri}, "
                            + await response.Content.ReadAsStringAsync(Token));
                    }
                }
            }
        }

        Assert.True(count > 200, $"There were {count} requests.");
        Assert.True(faults.Count == 0, $"Seed {seed}:\n{string.Join('\n', faults.Distinct().Take(40))}");
    }

    private static IEnumerable<(string Path, string Method, JsonElement Operation)> OperationsOf(
        JsonElement document) => document.GetProperty("paths").EnumerateObject().SelectMany(path =>
        path.Value.EnumerateObject().Where(operation => operation.Value.TryGetProperty("responses", out _))
            .Select(operation => (path.Name, operation.Name.ToUpperInvariant(), operation.Value)));

    // With every status that may result; none if any declared status is allowed.
    private static (string State, (string Name, string Value) Header, int[] Allowed)[] StatesOf(TokenProvider provider)
    {
        var now = TimeProvider.System.GetUtcNow();
        return
        [
            ("no credentials", ("X-None", ""), [400, 401]),
            ("bad key", (ApiKey.Header, "not-a-key"), [400, 401]),
            ("expired token", Bearer(provider.CreateToken(now.AddHours(-1), AllScopes)), [400, 401]),
            ("wrong scopes", (ApiKey.Header, Powerless.Value), [400, 403, 415]),
            ("token without scopes", Bearer(provider.CreateToken(now.AddHours(1), "other")), [400, 403, 415]),
            ("right scopes", (ApiKey.Header, Credentials.Key.Value), []),
            ("token with the scopes", Bearer(provider.CreateToken(now.AddHours(1), AllScopes)), []),
        ];
    }

    private static (string, string) Bearer(string token) => ("Authorization", $"Bearer {token}");

    private static string? FaultOf(int status, JsonElement operation, int[] allowed) => status == 500
        ? "a defect"
        : !operation.GetProperty("responses").TryGetProperty($"{status}", out _)
            ? "which the route does not declare; add ProducesProblem"
            : allowed.Length > 0 && !allowed.Contains(status) && status is not (504 or 404)
                ? "which this caller must not get"
                : null;

    private static Gateway GatewayOf(StubApi api, TokenProvider provider) => new(api)
    {
        Clock = TimeProvider.System,
        Replace = provider.AddTo,
        Settings = new(provider.Settings)
        {
            ["Authentication:ApiKeys:Clients:powerless:Keys:powerless"] = Powerless.Hash,
            ["InboundLimits:Tiers:anonymous:Windows:hour:Permits"] = "100000",
            // The client without scopes.
            ["InboundLimits:Tiers:standard:Windows:minute:Permits"] = "100000",
            ["InboundLimits:Tiers:standard:Windows:hour:Permits"] = "100000",
            ["InboundLimits:Tiers:standard:Policies:admin:Windows:minute:Permits"] = "100000",
            ["InboundLimits:Tiers:standard:Policies:batch:Windows:minute:Permits"] = "100000",
            ["InboundLimits:Tiers:standard:Policies:batch-create:Windows:minute:Permits"] = "100000",
            ["Batch:ReadPause"] = "00:00:00",
            ["Batch:WritePause"] = "00:00:00",
            ["Batch:PermitWaitTimeout"] = "00:00:00",
            [Pipeline + "RateLimit:Enabled"] = "false",
            [Pipeline + "CircuitBreaker:FailureThreshold"] = "1000",
            [Pipeline + "CircuitBreaker:SlowCallRate"] = "0",
            [Pipeline + "HealthProbe:Enabled"] = "false",
            [Pipeline + "Retry:MaxAttempts"] = "1",
        },
    };
}
