using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PatientApi.Contracts;
using PatientApi.Tests.Import;

namespace PatientApi.Tests.Idempotency;

/// <summary>
/// Responses that an earlier version stored, which kept the quotes of <c>"abc"</c> as part of the key: a retry must not
/// execute such a write twice.
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
    public async Task Create_StoredBeforeTheUpgrade_IsNotExecutedAgainInEitherForm(bool storedQuoted, bool sentQuoted)
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
    public async Task Create_StoredBeforeTheUpgradeUnderBothForms_ReturnsItsOwnResponse()
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
    public async Task Import_StartedBeforeTheUpgrade_ContinuesFromThere(bool sentQuoted)
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

    // A corrected line must not overwrite a later line of its external id, even if that was stored before the upgrade.
    [Fact]
    public async Task Import_LineCorrectedAfterTheUpgrade_DoesNotOverwriteALaterOneFromBefore()
    {
        var id = Samples.NewExternalId();
        await ImportAsync(_key, "{", FhirLines.Patient(id, "Last"));
        await StoreAsBeforeAsync(quoted: true);

        await ImportAsync(Quoted, FhirLines.Patient(id, "First"), FhirLines.Patient(id, "Last"));

        Assert.Equal("Last", (await _client.FindAsync(id))!.LastName);
    }

    // The earlier version accepted one form only, so it would have stored this.
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
