using PatientApi.Contracts;

namespace PatientApi.Tests.Audit;

/// <summary>The verification detects every change by a user with full privileges in the database.</summary>
public sealed class AuditVerificationTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ChainWriter _writer = new();

    [Fact]
    public async Task Verify_UntouchedEntries_IsIntactAndCountsThoseAfterTheAnchor()
    {
        await SendAsync(4);
        var anchor = _writer.Head;
        await SendAsync(3);

        var result = await VerifyAsync(anchor);

        Assert.Empty(result.Faults);
        Assert.Equal(
            (7, 7, 4, 3, AuditChainEnd.Open),
            (result.Entries, result.LastSequence, result.AnchoredThrough, result.AfterAnchor, result.End));
    }

    [Theory]
    [InlineData("client = 'another'")]
    [InlineData("tenant = 'another'")]
    [InlineData("patient = gen_random_uuid()")]
    [InlineData("patient = NULL")]
    [InlineData("action = 'patient.list'")]
    [InlineData("status = 404")]
    [InlineData("source = 'primary'")]
    [InlineData("age = NULL")]
    [InlineData("trace_id = ''")]
    [InlineData("break_glass = true")]
    [InlineData("detail = ''")]
    [InlineData("at = at + interval '1 microsecond'")]
    [InlineData("mac = decode(repeat('00', 32), 'hex')")]
    public async Task Verify_AnEditedValue_NamesTheEntry(string change)
    {
        await SendAsync(5);
        await ExecuteAsync($"UPDATE audit_entries SET {change} WHERE writer = '{_writer.Id}' AND sequence = 3");

        var result = await VerifyAsync();

        Assert.Contains(new(AuditFaultKind.Edited, 3), result.Faults);
    }

    [Theory]
    [InlineData("sequence = 1", 1)]
    [InlineData("sequence IN (2, 3)", 2)]
    public async Task Verify_RemovedEntries_NamesTheFirst(string which, int sequence)
    {
        await SendAsync(5);
        await ExecuteAsync($"DELETE FROM audit_entries WHERE writer = '{_writer.Id}' AND {which}");

        Assert.Equal([new(AuditFaultKind.Removed, sequence)], (await VerifyAsync()).Faults);
    }

    [Fact]
    public async Task Verify_ReorderedEntries_NamesBoth()
    {
        await SendAsync(5);
        await ExecuteAsync(
            $"UPDATE audit_entries SET sequence = 5 - sequence WHERE writer = '{_writer.Id}' AND sequence IN (2, 3)");

        Assert.Contains(new(AuditFaultKind.Edited, 2), (await VerifyAsync()).Faults);
    }

    [Fact]
    public async Task Verify_AnAddedEntry_NamesItsSequence()
    {
        await SendAsync(5);
        await ExecuteAsync(
            $"""
            INSERT INTO audit_entries
            SELECT writer, sequence, at + interval '1 second', tenant, 'forged', action, patient, status, source, age,
                trace_id, break_glass, detail, mac
            FROM audit_entries WHERE writer = '{_writer.Id}' AND sequence = 3
            """);

        Assert.Contains(new(AuditFaultKind.Duplicate, 3), (await VerifyAsync()).Faults);
    }

    [Fact]
    public async Task Verify_RemovedEndOrWriter_IsDetectedWithTheAnchor()
    {
        await SendAsync(5);
        await ExecuteAsync($"DELETE FROM audit_entries WHERE writer = '{_writer.Id}' AND sequence >= 4");
        var end = await VerifyAsync(_writer.Head);
        await ExecuteAsync($"DELETE FROM audit_entries WHERE writer = '{_writer.Id}'");
        var all = await VerifyAsync(_writer.Head);

        Assert.Equal([new(AuditFaultKind.MissingEnd, 4)], end.Faults);
        Assert.Equal([new(AuditFaultKind.MissingWriter, 1)], all.Faults);
    }

    [Fact]
    public async Task Verify_AKilledWriterWithASuccessor_ReportsTheGap()
    {
        await SendAsync(3);
        var next = new ChainWriter();
        var started = next.Add(tenant: "", action: AuditActions.WriterStarted, detail: $"{_writer.Head}");
        using var sent = await next.SendAsync(fixture.Client);

        var result = await VerifyAsync();

        Assert.Equal(
            (AuditChainEnd.Killed, _writer.Entries[^1].At, started.At),
            (result.End, result.LastAt, result.GapUntil));
        Assert.Equal((3, 0), (result.AnchoredThrough, result.AfterAnchor));
    }

    [Fact]
    public async Task Verify_AClosedWriter_ReportsItAsClosed()
    {
        _writer.AddMany(2).Add(tenant: "", action: AuditActions.WriterClosed);
        using var sent = await _writer.SendAsync(fixture.Client);

        Assert.Equal(AuditChainEnd.Closed, (await VerifyAsync()).End);
    }

    private async Task SendAsync(int count)
    {
        _writer.AddMany(count);
        using var response = await _writer.SendAsync(fixture.Client);
        response.EnsureSuccessStatusCode();
    }

    private Task<AuditWriterVerification> VerifyAsync(params AuditHead[] anchors) =>
        fixture.Client.VerifyAsync(_writer.Id, anchors);

    private Task ExecuteAsync(string statement) => fixture.Api.ExecuteAsOwnerAsync(
        $"SET app.maintenance = 'on'; {statement}");
}
