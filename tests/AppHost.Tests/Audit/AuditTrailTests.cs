using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests.Audit;

/// <summary>
/// Reads continue while Postgres and Redis are killed, and each of them is in the audit trail of the real system
/// afterwards.
/// </summary>
[Collection(Outages.Name)]
public sealed class AuditTrailTests(OutageSystem system) : IAsyncLifetime
{
    private const string Anchor = "Audit anchor: ";
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<string> _anchors = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await system.WaitUntilHealthyAsync();
        RecentLogs.Tap = line =>
        {
            if (line.IndexOf(Anchor, StringComparison.Ordinal) is >= 0 and var at)
            {
                _anchors.Enqueue(line[(at + Anchor.Length)..].Split(' ')[0].Trim());
            }
        };
    }

    public async ValueTask DisposeAsync()
    {
        RecentLogs.Tap = null;
        await system.HealAsync();
    }

    [Fact]
    public async Task Reads_WhilePostgresAndRedisAreDown_AreAllInTheAuditTrailAfterwards()
    {
        var patient = (await system.Gateway.CreateAsync(GatewayClient.NewPatient())).Patient.Id;
        Assert.Equal("primary", (await SourcedResponse.GetAsync(system.Gateway, patient)).Source);
        await system.KillAsync(ResourceNames.Postgres);
        await system.KillAsync(ResourceNames.Redis);

        var answered = await ReadForAsync(Load, patient);
        await system.HealAsync();

        Assert.True(answered.Count > 20, $"Only {answered.Count} reads were answered.");
        HashSet<string> found = [];
        await Eventually.IsTrueAsync(
            async () => answered.IsSubsetOf(found = await TracesOfAsync(patient)), TimeSpan.FromMinutes(2));
        await Eventually.IsTrueAsync(async () => (await VerifyAsync()).IsIntact, TimeSpan.FromMinutes(1));
        var result = await VerifyAsync();
        Assert.NotEmpty(_anchors);
        Assert.Contains(result.Writers, writer => writer.AnchoredThrough > 0);
    }

    private async Task<HashSet<string>> ReadForAsync(TimeSpan time, Guid patient)
    {
        var answered = new HashSet<string>(StringComparer.Ordinal);
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < time)
        {
            using var response = await system.Gateway.GetPatientAsync(patient);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                answered.Add(response.Headers.GetValues("X-Correlation-Id").Single());
            }
        }

        return answered;
    }

    private async Task<HashSet<string>> TracesOfAsync(Guid patient)
    {
        var traces = new HashSet<string>(StringComparer.Ordinal);
        var cursor = "";
        do
        {
            using var response = await system.Gateway.GetAsync(
                new Uri($"/api/v1/admin/audit?patient={patient}&limit=100{cursor}", UriKind.Relative), Token);
            if (!response.IsSuccessStatusCode)
            {
                return traces;
            }

            var page = (await response.Content.ReadFromJsonAsync<AuditPage>(Token))!;
            traces.UnionWith(page.Items.Select(item => item.TraceId!));
            cursor = page.NextCursor is null ? "" : $"&cursor={page.NextCursor}";
        }
        while (cursor.Length > 0);

        return traces;
    }

    private async Task<AuditVerification> VerifyAsync()
    {
        using var response = await system.Gateway.PostAsJsonAsync(
            "/api/v1/admin/audit/verify", new AuditVerificationRequest { Anchors = [.. _anchors] }, Token);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<AuditVerification>(Token))!;
    }
}
