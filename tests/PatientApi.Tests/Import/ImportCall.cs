using System.Net.Http.Json;
using System.Text.Json;
using PatientApi.Contracts;

namespace PatientApi.Tests.Import;

/// <summary>Sends an import and reads its results.</summary>
internal static class ImportCall
{
    public static ByteArrayContent Body(byte[] body) =>
        new(body) { Headers = { ContentType = new("application/x-ndjson") } };

    public static Task<List<ImportLineResult>> ImportAsync(this HttpClient client, params string[] lines) =>
        client.ImportAsync(FhirLines.Utf8(lines));

    public static async Task<List<ImportLineResult>> ImportAsync(this HttpClient client, byte[] body)
    {
        using var content = Body(body);
        using var response = await client.PostAsync("/patients/import", content, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.ToString());
        return Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static List<ImportLineResult> Parse(string ndjson) =>
        [.. ndjson.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<ImportLineResult>(line, JsonSerializerOptions.Web)!)];

    /// <summary>The only patient with this external id, as the list returns it.</summary>
    public static async Task<PatientResponse?> FindAsync(this HttpClient client, string externalId)
    {
        var page = await client.GetFromJsonAsync<PatientPage>(
            $"/patients?search={externalId}", TestContext.Current.CancellationToken);
        return page!.Items.SingleOrDefault(
            patient => string.Equals(patient.ExternalId, externalId, StringComparison.Ordinal));
    }
}
