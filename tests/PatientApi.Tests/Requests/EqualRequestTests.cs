using System.Net;
using System.Text;
using PatientApi.Tests.Idempotency;
using Testing;

namespace PatientApi.Tests.Requests;

/// <summary>Pairs of random requests that are equal by a rule get equal responses.</summary>
public sealed class EqualRequestTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly string[] Letters =
    [
        "a", "B", "é", "Ü", "ı", "İ", "ß", "ς", "Σ", "Ł", "Æ", "ﬁ", "Ａ", "한", "ü\u0323", "\u212B", "\u0344", "क़", "😀",
        "’", "-", " ", "%", "_", "\\", "1", "\u200D",
    ];

    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_OfOneSearchInEveryCaseAndNormalForm_ListsTheSame()
    {
        var random = new Random(21);
        var found = 0;
        for (var round = 0; round < 60; round++)
        {
            var search = Text(random, 3);
            await Samples.CreateAsync(_client, Samples.Patient($"{search}{Text(random, 3)}x"), Token);

            var expected = await SearchAsync(search);
            found += expected.Body.Contains("\"id\"", StringComparison.Ordinal) ? 1 : 0;
            foreach (var other in (string[])[
                search.Normalize(NormalizationForm.FormC), search.Normalize(NormalizationForm.FormD),
                search.ToUpperInvariant(), search.ToLowerInvariant(), Spellings.InAnyCase(search, random.Next()),
            ])
            {
                Assert.Equal((other, expected), (other, await SearchAsync(other)));
            }
        }

        Assert.True(found > 40, $"Only {found} searches found a patient.");
    }

    [Fact]
    public async Task Send_OfOneExternalIdInEveryNormalForm_ReachesOnePatient()
    {
        var random = new Random(22);
        for (var round = 0; round < 60; round++)
        {
            var externalId = $"{Samples.NewExternalId()}{Text(random, 8)}x";
            var (composed, decomposed) =
                (PathOf(externalId, NormalizationForm.FormC), PathOf(externalId, NormalizationForm.FormD));
            var patient = Samples.Patient() with { ExternalId = null };

            var created = await _client.PutAsync(random.Next(2) == 0 ? composed : decomposed, key: null, patient);
            var (one, other) = (await GetAsync(composed), await GetAsync(decomposed));
            var replaced = await _client.PutAsync(decomposed, key: null, patient, created.ETag);
            var repeated = await _client.PutAsync(composed, key: null, patient, created.ETag);

            Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (created.Status, one.Status));
            Assert.Equal(one, other);
            Assert.Equal(
                (HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (replaced.Status, repeated.Status));
        }
    }

    [Fact]
    public async Task Create_WithOneKeyUnquotedAndQuoted_IsExecutedOnce()
    {
        var random = new Random(23);
        for (var round = 0; round < 60; round++)
        {
            // A key that begins with a quotation mark is a quoted one.
            var key = KeyedWrites.NewKey()
                + string.Concat(Enumerable.Range(0, 12).Select(_ => (char)random.Next('!', '~' + 1)));
            var escaped = key.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal);
            var quoted = $"\"{escaped}\"";
            var (first, second) = random.Next(2) == 0 ? (key, quoted) : (quoted, key);
            var patient = Samples.Patient();

            var one = await _client.PostAsync(first, patient);
            var two = await _client.PostAsync(second, patient);

            Assert.Equal((HttpStatusCode.Created, first), (one.Status, one.Key));
            Assert.Equal(one.AsReplay() with { Key = second }, two);
        }
    }

    private static string Text(Random random, int pieces) => string.Concat(
        random.GetItems(Letters, random.Next(1, pieces + 1)));

    private static string PathOf(string externalId, NormalizationForm form) =>
        $"/patients/by-external-id/{Uri.EscapeDataString(externalId.Normalize(form))}";

    private async Task<(HttpStatusCode Status, string Body)> SearchAsync(string search)
    {
        using var response = await _client.GetAsync(
            $"/patients?limit=100&search={Uri.EscapeDataString(search)}", Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private Task<KeyedResponse> GetAsync(string path) =>
        _client.WriteAsync(HttpMethod.Get, path, key: null, content: null);
}
