using PatientApi.Contracts;
using PatientApi.Tests.Import;
using Testing;

namespace PatientApi.Tests.Idempotency;

/// <summary>
/// Some lines of an import are stored and an earlier one is not. The earlier line must not overwrite later ones when it
/// is stored afterwards.
/// </summary>
public sealed class ImportGapTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string DiskFull = "53100";
    private const string CheckViolation = "23514";

    private readonly string _key = KeyedWrites.NewKey();
    private readonly string _id = Samples.NewExternalId();
    private readonly ApiFactory _api = new ApiFactory(postgres.NewDatabase())
        .With("Import:BatchSize", "1")
        .With("Resilience:Pipelines:database:Retry:BaseDelay", "00:00:00.010")
        .With("Resilience:Pipelines:database:CircuitBreaker:Enabled", "false");

    private HttpClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await _api.CreateReadyClientAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData(DiskFull)]
    [InlineData(CheckViolation)]
    public async Task Import_RepeatedAfterAFailedLine_KeepsTheLastLineOfEachExternalId(string sqlState)
    {
        string[] lines = [
            FhirLines.Patient(_id, "Earlier"),
            FhirLines.Patient(_id, "Later"),
            FhirLines.Patient(Samples.NewExternalId())
        ];
        await FailAsync(sqlState);
        var first = await ImportAsync(_key, lines);
        await HealAsync();

        var second = await ImportAsync(_key, lines);

        Assert.Equal(ImportStatus.Failed, first[0].Status);
        Assert.DoesNotContain(second, result => result.Status == ImportStatus.Failed);
        Assert.Equal(second[1].Id, second[0].Id);
        Assert.Equal("Later", (await _client.FindAsync(_id))!.LastName);
        Assert.Equal(second, await ImportAsync(_key, lines));
    }

    [Fact]
    public async Task Import_RepeatedWithACorrectedLine_DoesNotOverwriteALaterLine()
    {
        var later = FhirLines.Patient(_id, "Later");
        var first = await ImportAsync(_key, $$"""{"resourceType":"Patient","id":"{{_id}}"}""", later);

        var second = await ImportAsync(_key, FhirLines.Patient(_id, "Mended"), later);

        Assert.Equal([ImportStatus.Failed, ImportStatus.Created], first.Select(result => result.Status));
        Assert.Equal((ImportStatus.Updated, first[1].Id), (second[0].Status, second[0].Id));
        Assert.Equal(first[1], second[1]);
        Assert.Equal("Later", (await _client.FindAsync(_id))!.LastName);
    }

    [Fact]
    public async Task Import_RepeatedAfterALineWithThePatientsIdAsExternalId_WritesTheCorrectedLine()
    {
        var patient = (await ImportAsync(key: null, FhirLines.Patient(_id, "Earlier"))).Single().Id!.Value;
        var other = FhirLines.Patient(patient.ToString("D"));
        await ImportAsync(_key, $$"""{"resourceType":"Patient","id":"{{_id}}"}""", other);

        var second = await ImportAsync(_key, FhirLines.Patient(_id, "Mended"), other);

        Assert.Equal((ImportStatus.Updated, patient), (second[0].Status, second[0].Id));
        Assert.Equal("Mended", (await _client.FindAsync(_id))!.LastName);
    }

    [Fact]
    public async Task Import_AfterALineThatFailed_StoresNoneAfterItAndReturnsAResultForEach()
    {
        var after = Samples.NewExternalId();
        string[] lines = [
            FhirLines.Patient(Samples.NewExternalId()), FhirLines.Patient(_id, "Earlier"), "{", FhirLines.Patient(after)
        ];
        await FailAsync(DiskFull);

        var results = await ImportAsync(_key, lines);

        Assert.Equal(
            [null, "Database unavailable", "Invalid JSON", "Skipped"],
            results.Select(result => result.Problem?.Title));
        Assert.Null(await _client.FindAsync(after));
        await HealAsync();
        Assert.Equal(
            [ImportStatus.Created, ImportStatus.Created, ImportStatus.Failed, ImportStatus.Created],
            (await ImportAsync(_key, lines)).Select(result => result.Status));
    }

    [Fact]
    public async Task Import_WithoutAKeyAfterALineThatFailed_StoresTheOthers()
    {
        await FailAsync(DiskFull);

        var results = await ImportAsync(
            key: null, FhirLines.Patient(_id, "Earlier"), FhirLines.Patient(Samples.NewExternalId()));

        Assert.Equal([ImportStatus.Failed, ImportStatus.Created], results.Select(result => result.Status));
    }

    // Class 53 is a failure of the server, class 23 one of the line.
    private Task FailAsync(string sqlState) => ExecuteAsync($"""
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            IF NEW.last_name = 'Earlier' THEN RAISE EXCEPTION 'on purpose' USING ERRCODE = '{sqlState}'; END IF;
            RETURN NEW;
        END $body$;
        CREATE TRIGGER fails BEFORE INSERT ON patients FOR EACH ROW EXECUTE FUNCTION fail()
        """);

    private Task HealAsync() => ExecuteAsync("DROP TRIGGER fails ON patients");

    private Task ExecuteAsync(string sql) => _api.ExecuteAsOwnerAsync(sql);

    private async Task<List<ImportLineResult>> ImportAsync(string? key, params string[] lines) =>
        ImportCall.Parse((await _client.WriteAsync(
            HttpMethod.Post, "/patients/import", key, ImportCall.Body(FhirLines.Utf8(lines)))).Body);
}
