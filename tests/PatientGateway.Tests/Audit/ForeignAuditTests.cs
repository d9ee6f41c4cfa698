using System.Net;
using PatientApi.Contracts;
using PatientGateway.Tests.Failures;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Audit;

/// <summary>Only the API can confirm the delivery of audit entries or return the audit trail.</summary>
public sealed class ForeignAuditTests : IDisposable
{
    private static readonly Uri One = new($"{Gateway.Patients}/{Samples.Id}", UriKind.Relative);
    private static readonly Uri Trail = new("/api/v1/admin/audit", UriKind.Relative);

    private readonly StubApi _api = new();
    private readonly AuditApi _audit = new();

    public ForeignAuditTests() => _api.On($"GET /patients/{Samples.Id}", HttpStatusCode.OK, Samples.Patient);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The API would never get entries that a foreign server has confirmed.</summary>
    [Fact]
    public async Task Delivery_ConfirmedByAForeignServer_IsNotAccepted()
    {
        var foreign = ForeignResponses.All.Select(row => row.Data).ToList();
        _audit.ForeignServer = () =>
        {
            var (_, status, body, contentType, identity) =
                foreign[(_audit.AnsweredByForeignServer - 1) % foreign.Count];
            return ForeignResponses.Create(status, body, contentType, identity);
        };
        await using var gateway = Create();
        using var caller = gateway.CreateClient();
        using var response = await caller.GetAsync(One, Token);
        await AfterAWhileAsync(gateway, () => _audit.AnsweredByForeignServer > 2 * foreign.Count);
        Assert.Empty(_audit.Entries);

        _audit.ForeignServer = null;
        await AfterAWhileAsync(gateway, () => _audit.Accesses.Any());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            [AuditActions.WriterStarted, AuditActions.Read], _audit.Entries.Select(entry => entry.Entry.Action));
    }

    [Fact]
    public async Task Trail_ReturnedByAForeignServer_IsABadGateway()
    {
        await using var gateway = Create();
        using var caller = gateway.CreateClient();
        foreach (var (name, status, body, contentType, identity) in ForeignResponses.All.Select(row => row.Data))
        {
            _audit.ForeignServer = () => ForeignResponses.Create(status, body, contentType, identity);

            using var list = await caller.GetAsync(Trail, Token);
            using var verification = await caller.PostAsync(
                new Uri($"{Trail}/verify", UriKind.Relative), Samples.Json("""{"anchors":[]}"""), Token);

            foreach (var response in new[] { list, verification })
            {
                Assert.True(
                    response.StatusCode == ForeignResponses.StatusFor(status), $"{name}: {response.StatusCode}");
                await ProblemAssert.IsProblemAsync(response, (int)response.StatusCode);
            }
        }
    }

    public void Dispose()
    {
        _api.Dispose();
        _audit.Dispose();
    }

    // The longest delay between two deliveries.
    private static Task AfterAWhileAsync(Gateway gateway, Func<bool> condition) => Eventually.IsTrueAsync(() =>
    {
        gateway.Time.Advance(TimeSpan.FromSeconds(10));
        return condition();
    });

    private Gateway Create() => new(_api)
    {
        Audit = _audit,
        Settings =
        {
            ["Resilience:Pipelines:patient-api-audit:CircuitBreaker:FailureThreshold"] = "1000",
            ["Resilience:Defaults:RateLimit:Enabled"] = "false",
        },
    };
}
