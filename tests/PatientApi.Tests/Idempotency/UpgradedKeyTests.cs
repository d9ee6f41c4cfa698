using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PatientApi.Contracts;
using PatientApi.Tests.Import;

namespace PatientApi.Tests.Idempotency;

/// <summary>
/// Answers that an earlier version stored, which took the quotes of <c>"abc"</c> for letters of the key: whoever
/// repeats such a write must not have it done twice.
/// </summary>
public sealed class UpgradedKeyTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;
    private readonly string _key = KeyedWrites.NewKey();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Quoted => $"\"{_key}\"";

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Create_StoredBeforeTheUpgrade_IsNotDoneAgainInEitherForm(bool storedQuoted, bool sentQuoted)
    {
        var patient = Samples.Patient();
        var first = await _client.PostAsync(_key, patient);
        await StoreAsBeforeAsync(storedQuoted);

        var again = await _client.PostAsync(sentQuoted ? Quoted : _key, patient);
        var other = await _client.PostAsync(sentQuoted ? Quoted : _key, Samples.Patient());

        Assert.Equal(first.AsReplay() with { Key = again.Key }, again);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, ProblemTypes.KeyReused), (other.Status, other.ProblemType));
    }

    [Fact]
    public async Task Create_StoredBeforeTheUpgradeUnderBothForms_GetsTheResponseToItself()
    {
        var (quoted, bare) = (Samples.Patient(), Samples.Patient());
        var first = await _client.PostAsync(_key, quoted);
        await StoreAsBeforeAsync(quoted: true);
        var second = await StoredBareAsync(bare);

        foreach (var key in (string[])[_key, Quoted])
        {
            Assert.Equal(first.AsReplay() with { Key = key }, await _client.PostAsync(key, quoted));
            Assert.Equal(second.AsReplay() with { Key = key }, await _client.PostAsync(key, bare));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_BegunBeforeTheUpgrade_GoesOnFromThere(bool sentQuoted)
    {
        string[] ids = [Samples.NewExternalId(), Samples.NewExternalId()];
        var lines = ids.Select(id => FhirLines.Patient(id)).ToArray();
        var part = await ImportAsync(_key, lines[0]);
        await StoreAsBeforeAsync(quoted: true);
        await _client.ImportAsync(FhirLines.Patient(ids[0], "Changed since"));

        var whole = await ImportAsync(sentQuoted ? Quoted : _key, lines);
        var again = await ImportAsync(sentQuoted ? _key : Quoted, lines);

        Assert.Equal([part[0].Status, ImportStatus.Created], whole.Select(result => result.Status));
        Assert.Equal(whole, again);
        Assert.Equal("Changed since", (await _client.FindAsync(ids[0]))!.LastName);
    }

    // A line that is mended must not undo a later one of its external id, also where that was stored before.
    [Fact]
    public async Task Import_LineMendedAfterTheUpgrade_DoesNotUndoALaterOneOfBefore()
    {
        var id = Samples.NewExternalId();
        await ImportAsync(_key, "{", FhirLines.Patient(id, "Last"));
        await StoreAsBeforeAsync(quoted: true);

        await ImportAsync(Quoted, FhirLines.Patient(id, "First"), FhirLines.Patient(id, "Last"));

        Assert.Equal("Last", (await _client.FindAsync(id))!.LastName);
    }

    // The earlier version knew one form only, so that it would have done this.
    private async Task<KeyedResponse> StoredBareAsync(PatientRequest patient)
    {
        var temporary = KeyedWrites.NewKey();
        var response = await _client.PostAsync(temporary, patient);
        await RenameAsync(temporary, _key);
        return response;
    }

    private Task StoreAsBeforeAsync(bool quoted) => quoted ? RenameAsync(_key, Quoted) : Task.CompletedTask;

    private async Task RenameAsync(string from, string to)
    {
        await using var db = fixture.Api.CreateContext();
        Assert.NotEqual(
            0, await db.Database.ExecuteSqlAsync($"UPDATE idempotency_keys SET key = {to} WHERE key = {from}", Token));
    }

    private async Task<List<ImportLineResult>> ImportAsync(string key, params string[] lines)
    {
        var response = await _client.WriteAsync(
            HttpMethod.Post, "/patients/import", key, ImportCall.Body(FhirLines.Utf8(lines)));
        Assert.Equal(HttpStatusCode.OK, response.Status);
        return ImportCall.Parse(response.Body);
    }
}
