using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PatientApi.Contracts;
using PatientApi.Tests.Import;

namespace PatientApi.Tests.Patients;

/// <summary>
/// Every accepted patient can be read on every route; every number here follows from <see cref="PatientLimits"/>.
/// </summary>
public sealed class LimitsTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string[] RoutesOf(Guid id, string externalId) =>
    [
        $"/patients/{id}?includeDetails=true", $"/patients/by-external-id/{externalId}?includeDetails=true",
        $"/patients/batch?ids={id},{id}&includeDetails=true",
        $"/patients/{id}", $"/patients/{id}/summary", $"/patients/{id}/enriched", $"/patients/{id}/recommendations",
    ];

    [Theory]
    [InlineData(true, '[')]
    [InlineData(true, '{')]
    [InlineData(false, '[')]
    [InlineData(false, '{')]
    public async Task Read_OfDetailsOfTheMaximumDepth_IsReadableByDefaultJsonReaders(bool imported, char bracket)
    {
        var externalId = Samples.NewExternalId();
        var id = await StoreAsync(externalId, Nested(PatientLimits.MaxDetailsDepth - 1, bracket), imported);

        foreach (var route in RoutesOf(id, externalId))
        {
            // A reader with default options.
            using var response = JsonDocument.Parse(await _client.GetByteArrayAsync(route, Token));
            Assert.NotEqual(JsonValueKind.Undefined, response.RootElement.ValueKind);
        }
    }

    [Theory]
    [InlineData(PatientLimits.MaxDetailsDepth)]
    [InlineData(PatientLimits.MaxResponseDepth - 1)]
    [InlineData(PatientLimits.MaxResponseDepth)]
    [InlineData(PatientLimits.MaxReadableDepth)]
    [InlineData(500)]
    [InlineData(100_000)]
    public async Task Write_OfDetailsThatAreTooDeep_IsRejectedAndNamesDetails(int depth)
    {
        var nested = Nested(depth, '[');

        var line = Assert.Single(
            await _client.ImportAsync(FhirLines.Patient(Samples.NewExternalId(), extra: $",\"x\":{nested}")));
        using var body = BodyOf(Samples.NewExternalId(), nested);
        using var response = await _client.PostAsync("/patients", body, Token);

        var tooDeep = string.Create(
            CultureInfo.InvariantCulture, $"nested deeper than {PatientLimits.MaxDetailsDepth} levels");
        Assert.NotNull(line.Problem);
        Assert.Equal("Invalid patient", line.Problem.Title);
        Assert.Contains(tooDeep, line.Problem.Detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors");
        Assert.Contains(
            tooDeep, errors.GetProperty("details")[0].GetString(), StringComparison.Ordinal);
    }

    // An earlier build accepted imported lines of 64 levels.
    [Fact]
    public async Task Read_OfDetailsThatAnEarlierBuildAccepted_SucceedsOnEveryRoute()
    {
        var externalId = Samples.NewExternalId();
        var id = await StoreAsync(externalId, "1", imported: false);
        await using (var db = fixture.Api.CreateContext())
        {
            var details = $$"""{"x":{{Nested(PatientLimits.MaxResponseDepth - 1, '{')}} }""";
            await db.Database.ExecuteSqlAsync($"UPDATE patients SET details = {details}::jsonb WHERE id = {id}", Token);
        }

        foreach (var route in RoutesOf(id, externalId))
        {
            using var response = await _client.GetAsync(route, Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    public static TheoryData<string> LongestTexts => [
        "1e39", "\"\u007F\u007F\u007F\u007F\u007F\u007F\"", "\"\u2028\u2029\"", "\"<>&'\"", "\"\\u0001\"", "\"ü\"", "[]"
    ];

    [Theory]
    [MemberData(nameof(LongestTexts))]
    public async Task Read_OfPatientsOfTheMaximumSize_FitsSingleAndBatchResponses(string text)
    {
        var ids = new List<Guid>();
        for (var number = 0; number < 3; number++)
        {
            ids.Add(await StoreAsync(Samples.NewExternalId(), Filled(text), imported: number == 1));
        }

        var alone = await _client.GetByteArrayAsync($"/patients/{ids[0]}?includeDetails=true", Token);
        var together = await _client.GetByteArrayAsync(
            $"/patients/batch?ids={string.Join(',', ids)}&includeDetails=true", Token);

        Assert.InRange(alone.Length, PatientLimits.MaxBytes / 4, PatientLimits.MaxPatientResponseBytes);
        Assert.InRange(together.Length, alone.Length, PatientLimits.MaxResponseBytes);
        var items = JsonSerializer.Deserialize<PatientBatch>(together, PatientJson.Options)!.Items;
        Assert.Equal(ids, items.Select(item => item.Id));
        Assert.Equal(StatusCodes(alone.Length, items.Count), items.Select(item => item.Status));
    }

    // As many patients as fit; the others are reported as too large.
    private static IEnumerable<int> StatusCodes(int each, int count) =>
        Enumerable.Range(1, count).Select(number =>
            (long)number * each < PatientLimits.MaxResponseBytes - (PatientBatch.MaxIds * PatientLimits.EnvelopeBytes)
                ? 200
                : 413);

    private static string Nested(int levels, char bracket) => bracket == '['
        ? new string('[', levels) + new string(']', levels)
        : string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);

    // A text that fills the body up to its maximum size.
    private static string Filled(string text)
    {
        var count = (PatientLimits.MaxBytes - 1000) / (Encoding.UTF8.GetByteCount(text) + 1);
        return $"[{string.Join(',', Enumerable.Repeat(text, count))}]";
    }

    private static StringContent BodyOf(string externalId, string extra) => Samples.Content(
        $$"""{"externalId":"{{externalId}}","firstName":"A","lastName":"B","birthDate":"1980-01-01","details":"""
        + $$$"""{"x":{{{extra}}}}}""");

    private async Task<Guid> StoreAsync(string externalId, string extra, bool imported)
    {
        if (imported)
        {
            var line = Assert.Single(
                await _client.ImportAsync(FhirLines.Patient(externalId, extra: $",\"x\":{extra}")));
            Assert.Equal((ImportStatus.Created, null), (line.Status, line.Problem));
            return line.Id!.Value;
        }

        using var body = BodyOf(externalId, extra);
        using var response = await _client.PostAsync("/patients", body, Token);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<PatientResponse>(Token))!.Id;
    }
}
