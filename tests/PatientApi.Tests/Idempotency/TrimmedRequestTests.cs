using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using PatientApi.Contracts;

namespace PatientApi.Tests.Idempotency;

/// <summary>
/// A write with and without insignificant white space is the same write, also for keys that an earlier build has
/// stored.
/// </summary>
public sealed class TrimmedRequestTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;
    private readonly string _key = KeyedWrites.NewKey();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_RetriedWithOtherWhiteSpace_IsTheSameRequest()
    {
        var patient = Samples.Patient(" Müller ");

        var first = await _client.PostAsync(_key, patient);
        var again = await _client.PostAsync(
            _key, patient with { LastName = "Müller", ExternalId = $"{patient.ExternalId}\u200B" });
        var other = await _client.PostAsync(_key, patient with { LastName = "Möller" });

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(first.AsReplay(), again);
        Assert.Equal(ProblemTypes.KeyReused, other.ProblemType);
    }

    [Fact]
    public async Task Upsert_RetriedWithTheExternalIdInAnotherUnicodeForm_IsTheSameRequest()
    {
        var (id, patient) = (Samples.NewExternalId(), Samples.Patient() with { ExternalId = null });

        var first = await _client.PutAsync($"/patients/by-external-id/%20{id}-e%CC%81", _key, patient);
        var again = await _client.PutAsync($"/patients/by-external-id/{id}-%C3%A9", _key, patient);

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(first.AsReplay(), again);
    }

    [Theory]
    [InlineData("/patients", "POST")]
    [InlineData("/patients/by-external-id/ {0} ", "PUT")]
    public async Task Write_StoredByAnEarlierBuild_IsTheSameRequestWhenRetried(string path, string method)
    {
        var id = Samples.NewExternalId();
        path = path.Replace("{0}", id, StringComparison.Ordinal);
        var json = method is "POST"
            ? $$"""{"externalId":" {{id}}","firstName":" Ada","lastName":"Lovelace\u00A0","birthDate":"1975-12-10"}"""
            : """{"firstName":" Ada","lastName":"Lovelace\u00A0","birthDate":"1975-12-10"}""";
        var first = await _client.WriteAsync(new HttpMethod(method), new PathString(path), _key, Samples.Content(json));
        await StoreAsBeforeAsync(method, path, json);

        var again = await _client.WriteAsync(new HttpMethod(method), new PathString(path), _key, Samples.Content(json));

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(first.AsReplay(), again);
    }

    // The fingerprint that the build before trimming has stored: of the path and of every byte of the body.
    private async Task StoreAsBeforeAsync(string method, string path, string json)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(json));
        byte[] fingerprint = SHA256.HashData(
            [.. Encoding.UTF8.GetBytes($"{method}\n{new PathString(path)}\n\n\n"), .. digest]);
        await using var db = fixture.Api.CreateContext();
        Assert.Equal(1, await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE idempotency_keys SET fingerprint = {fingerprint}
            WHERE key = {_key} AND fingerprint <> {fingerprint}
            """,
            Token));
    }
}
