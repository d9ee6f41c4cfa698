using System.Net;
using Microsoft.Extensions.Logging;
using PatientApi.Contracts;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Audit;

/// <summary>Audit entries while the API, the file or both are unavailable.</summary>
public sealed class AuditOutageTests : IDisposable
{
    private const string OnePath = $"/patients/{Samples.Id}";
    private static readonly Uri One = new($"{Gateway.Patients}/{Samples.Id}", UriKind.Relative);
    private static readonly Uri Health = new("/health", UriKind.Relative);

    private readonly StubApi _api = new();
    private readonly TemporaryFolder _folder = new();
    private readonly AuditApi _audit = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public AuditOutageTests() => _api.On($"GET {OnePath}", HttpStatusCode.OK, Samples.Patient);

    public void Dispose()
    {
        _api.Dispose();
        _audit.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Load_WhileTheApiIsUnavailable_IsDeliveredCompletelyAfterwards()
    {
        await using var gateway = Create();
        using var caller = gateway.CreateClient();
        using var first = await caller.GetAsync(One, Token);
        _audit.IsDead = true;
        _api.On($"GET {OnePath}", () => throw new HttpRequestException("The API is dead."));

        var answered = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), Token, async (_, token) =>
        {
            using var response = await caller.GetAsync(One, token);
            Interlocked.Add(ref answered, response.StatusCode == HttpStatusCode.OK ? 1 : 0);
        });
        _audit.IsDead = false;

        Assert.Equal(500, answered);
        await Eventually.IsTrueAsync(() => _audit.Accesses.Count() == 501);
        Assert.Equal(500, _audit.Accesses.Count(entry => entry.Source == "cache"));
        Assert.Equal(501, _audit.Accesses.Select(entry => entry.TraceId).Distinct().Count());
    }

    [Fact]
    public async Task Entries_NotDeliveredBeforeTheStop_AreDeliveredByTheNextProcess()
    {
        _audit.IsDead = true;
        await using (var gateway = Create())
        {
            using var caller = gateway.CreateClient();
            using var response = await caller.GetAsync(One, Token);
        }

        Assert.NotEmpty(Directory.GetFiles(_folder.Path, "*.audit", SearchOption.AllDirectories));
        _audit.IsDead = false;
        await using (var next = Create())
        {
            using var caller = next.CreateClient();
            await Eventually.IsTrueAsync(() => _audit.Entries.Select(entry => entry.Writer).Distinct().Count() == 2);
        }

        var started = Assert.Single(_audit.Entries, entry => entry.Entry.Detail is not null).Entry;
        Assert.True(AuditHead.TryParse(started.Detail, out var head));
        var closed = Assert.Single(_audit.Entries, entry => entry.Writer == head.Writer
            && entry.Entry.Action == AuditActions.WriterClosed).Entry;
        Assert.Equal($"{new AuditHead(head.Writer, closed.Sequence, closed.Mac)}", $"{head}");
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public async Task Entries_WithoutAFile_AreDeliveredFromMemory()
    {
        await using var gateway = Create(("Audit:Folder", "/dev/null/audit"));
        using var caller = gateway.CreateClient();

        using var response = await caller.GetAsync(One, Token);
        await Eventually.IsTrueAsync(() => _audit.Accesses.Any());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Eventually.IsTrueAsync(async () => await caller.GetStringAsync(Health, Token) == "Degraded");
    }

    [Theory]
    [InlineData("Serve", HttpStatusCode.OK)]
    [InlineData("Refuse", HttpStatusCode.ServiceUnavailable)]
    public async Task Read_WithNeitherFileNorApi_IsServedOrRejectedAsConfigured(string setting, HttpStatusCode expected)
    {
        _audit.IsDead = true;
        await using var gateway = Create(("Audit:Folder", "/dev/null/audit"), ("Audit:WhenUnavailable", setting));
        using var caller = gateway.CreateClient();
        await WaitUntilUnavailableAsync(gateway);

        using var response = await caller.GetAsync(One, Token);
        using var again = await caller.GetAsync(One, Token);

        Assert.Equal((expected, expected), (response.StatusCode, again.StatusCode));
        await Eventually.IsTrueAsync(async () => await caller.GetStringAsync(Health, Token) == "Degraded");
        Assert.Single(gateway.Logs.GetSnapshot(), record => record.Level == LogLevel.Critical);
        if (expected != HttpStatusCode.OK)
        {
            Assert.NotNull(response.Headers.RetryAfter);
        }
    }

    [Fact]
    public async Task BreakGlass_WhileReadsAreRejected_IsServedAndMarked()
    {
        _audit.IsDead = true;
        await using var gateway = Create(
            ("Audit:Folder", "/dev/null/audit"),
            ("Audit:WhenUnavailable", "Refuse"),
            ($"Authentication:ApiKeys:Clients:{Credentials.Client}:Scopes", "patients.read patients.break-glass"));
        using var caller = gateway.CreateClient();
        await WaitUntilUnavailableAsync(gateway);
        caller.DefaultRequestHeaders.Add(AuditHeaders.BreakGlass, "true");

        using var response = await caller.GetAsync(One, Token);
        _audit.IsDead = false;
        await Eventually.IsTrueAsync(() => _audit.Accesses.Any());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(Assert.Single(_audit.Accesses).BreakGlass);
        Assert.Contains(gateway.Logs.GetSnapshot(), record => record.Level == LogLevel.Warning
            && record.Message.Contains("declared emergency access", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BreakGlass_WithoutTheScope_Is403()
    {
        await using var gateway = Create();
        using var caller = gateway.CreateClient();
        caller.DefaultRequestHeaders.Add(AuditHeaders.BreakGlass, "true");

        using var response = await caller.GetAsync(One, Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Anchor_OfTheLog_IsTheHeadOfTheDeliveredChainAndHoldsNoPatient()
    {
        await using var gateway = Create(("Audit:AnchorInterval", "00:00:01"));
        using (var caller = gateway.CreateClient())
        {
            using var response = await caller.GetAsync(One, Token);
        }

        await Eventually.IsTrueAsync(() => _audit.Accesses.Any());
        await gateway.DisposeAsync();

        var anchors = gateway.Logs.GetSnapshot().Select(record => record.Message)
            .Where(message => message.StartsWith("Audit anchor: ", StringComparison.Ordinal)).ToList();
        Assert.True(AuditHead.TryParse(anchors[^1]["Audit anchor: ".Length..], out var head));
        var last = _audit.Entries[^1];
        Assert.Equal($"{new AuditHead(last.Writer, last.Entry.Sequence, last.Entry.Mac)}", $"{head}");
        Assert.DoesNotContain(
            gateway.Logs.GetSnapshot(), record => record.Message.Contains(Samples.Id, StringComparison.Ordinal));
    }

    private Gateway Create(params (string Key, string Value)[] settings)
    {
        var gateway = new Gateway(_api) { Clock = TimeProvider.System, Audit = _audit, AuditFolder = _folder.Path };
        gateway.Settings["Encryption:CurrentKey"] = "the current payload secret of the tests!";
        gateway.Settings["Resilience:Pipelines:patient-api-audit:CircuitBreaker:BreakDuration"] = "00:00:01";
        gateway.Settings["Resilience:Defaults:RateLimit:Enabled"] = "false";
        gateway.Settings["Health:Period"] = "00:00:00.100";
        gateway.Settings["Health:FailureThreshold"] = "1";
        gateway.Settings["Fallback:Operations:get_patient:SoftTimeout"] = "00:00:10";
        foreach (var (key, value) in settings)
        {
            gateway.Settings[key] = value;
        }

        return gateway;
    }

    private static Task WaitUntilUnavailableAsync(Gateway gateway) => Eventually.IsTrueAsync(
        () => gateway.Logs.GetSnapshot().Any(record => record.Level == LogLevel.Critical));
}
