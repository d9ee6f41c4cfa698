using Microsoft.Extensions.DependencyInjection;
using PatientApi.Audit;
using PatientApi.Contracts;
using Testing;

namespace PatientApi.Tests.Audit;

/// <summary>
/// Months are deleted after their retention, and the verification distinguishes a retirement from a removal.
/// </summary>
public sealed class AuditRetentionTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Old = new(2020, 5, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Today = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    private readonly ApiFactory _api = new ApiFactory(postgres.NewDatabase()).With("Audit:Retention", "365.00:00:00");
    private readonly ChainWriter _writer = new();
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await _api.CreateReadyClientAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Maintain_MonthsAfterTheirRetention_AreDeletedAndVerifyStartsAfterThem()
    {
        var patient = Guid.NewGuid();
        await SendAsync(patient);

        var deleted = await MaintainAsync();

        Assert.Equal(2, deleted);
        Assert.Equal([5, 4], (await _client.ListAuditAsync($"patient={patient}")).Items.Select(item => item.Sequence));
        var result = await _client.VerifyAsync(_writer.Id, _writer.Head);
        Assert.Empty(result.Faults);
        Assert.Equal(
            (2, 3, 5, 5),
            (result.Entries, result.RetiredThrough, result.LastSequence, result.AnchoredThrough));
    }

    [Fact]
    public async Task Maintain_Repeated_DeletesNothingMore()
    {
        await SendAsync(Guid.NewGuid());
        await MaintainAsync();

        Assert.Equal(0, await MaintainAsync());
    }

    [Fact]
    public async Task Maintain_AMonthThatFailsVerification_IsKept()
    {
        await SendAsync(Guid.NewGuid());
        await ExecuteAsync($"DELETE FROM audit_entries WHERE writer = '{_writer.Id}' AND sequence = 1");

        Assert.Equal(0, await MaintainAsync());
        Assert.Equal([new(AuditFaultKind.Removed, 1)], (await _client.VerifyAsync(_writer.Id, _writer.Head)).Faults);
    }

    [Fact]
    public async Task Verify_ARetirementRecordedByAnotherRole_IsForged()
    {
        await SendAsync(Guid.NewGuid());
        await ExecuteAsync(
            $"""
            INSERT INTO audit_retired SELECT writer, sequence, mac, decode(repeat('00', 32), 'hex')
                FROM audit_entries WHERE writer = '{_writer.Id}' AND sequence = 4;
            DELETE FROM audit_entries WHERE writer = '{_writer.Id}' AND sequence <= 4
            """);

        Assert.Contains(
            new(AuditFaultKind.ForgedRetirement, 4), (await _client.VerifyAsync(_writer.Id, _writer.Head)).Faults);
    }

    // Two months past their retention, and one that is not.
    private async Task SendAsync(Guid patient)
    {
        _writer.Add(patient, at: Old);
        _writer.Add(patient, at: Old.AddDays(1));
        _writer.Add(patient, at: Old.AddMonths(1));
        _writer.Add(patient, at: Today.AddDays(-1));
        _writer.Add(patient);
        using var response = await _writer.SendAsync(_client);
        response.EnsureSuccessStatusCode();
    }

    private Task<int> MaintainAsync() => _api.Services.GetRequiredService<AuditMaintenanceService>().MaintainAsync(
        TestContext.Current.CancellationToken);

    private Task ExecuteAsync(string statement) => _api.ExecuteAsOwnerAsync(
        $"SET app.maintenance = 'on'; {statement}");
}
