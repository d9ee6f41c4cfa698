using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests;

public sealed class PatientImportTests(SystemFixture system) : IDisposable
{
    private readonly HttpClient _gateway = system.CreateGatewayClient();

    [Fact]
    public async Task Import_OfRealShapedFhirPatients_ReadsEachBackThroughTheGateway()
    {
        var lines = await File.ReadAllLinesAsync(SyntheticFhir.File, TestContext.Current.CancellationToken);

        var results = await ImportAsync(new ByteArrayContent(
            await File.ReadAllBytesAsync(SyntheticFhir.File, TestContext.Current.CancellationToken)));

        Assert.Equal(SyntheticFhir.Count, lines.Length);
        Assert.Equal(lines.Length, results.Count);
        Assert.All(results, result => Assert.NotEqual(ImportStatus.Failed, result.Status));
        foreach (var (line, result) in lines.Zip(results))
        {
            using var fhir = JsonDocument.Parse(line);
            using var response = await _gateway.GetPatientAsync(result.Id!.Value);
            var (patient, _) = await GatewayClient.ReadAsync(response);
            Assert.Equal(fhir.RootElement.GetProperty("id").GetString(), patient.ExternalId);
            Assert.Equal(
                SyntheticFhir.ChosenOf((int)result.Line), (patient.FirstName, patient.LastName, patient.Phone));
            Assert.Equal(
                fhir.RootElement.GetProperty("birthDate").GetString(), patient.BirthDate.ToString("yyyy-MM-dd"));
        }
    }

    [Fact]
    public async Task Import_WithInvalidLines_StoresAllOthers()
    {
        var before = Fhir(Guid.NewGuid());
        var after = Fhir(Guid.NewGuid());

        var results = await ImportAsync(
            new StringContent($"{before}\nnot json\n{{\"resourceType\":\"Observation\"}}\n{after}\n", Encoding.UTF8));

        Assert.Equal(
            [ImportStatus.Created, ImportStatus.Failed, ImportStatus.Failed, ImportStatus.Created],
            results.Select(result => result.Status));
        Assert.Equal([1L, 2, 3, 4], results.Select(result => result.Line));
    }

    /// <summary>
    /// Twice the number of consecutive failures that open the circuit: no record may look like an outage.
    /// </summary>
    [Theory]
    [InlineData(PatientLimits.MaxDetailsDepth - 1, ImportStatus.Created)]
    [InlineData(PatientLimits.MaxDetailsDepth, ImportStatus.Failed)]
    [InlineData(64, ImportStatus.Failed)]
    public async Task Import_OfDetailsOfTheMaximumDepth_CanBeReadRepeatedly(int depth, ImportStatus expected)
    {
        var nested = $",\"x\":{new string('[', depth)}{new string(']', depth)}}}";

        var result = Assert.Single(await ImportAsync(
            new StringContent(Fhir(Guid.NewGuid())[..^1] + nested, Encoding.UTF8)));

        Assert.Equal(expected, result.Status);
        for (var read = 0; read < 10 && expected == ImportStatus.Created; read++)
        {
            using var response = await _gateway.GetAsync(
                new Uri($"{GatewayClient.Patients}/{result.Id}?includeDetails=true", UriKind.Relative),
                TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("primary", response.Headers.GetValues("X-Data-Source").Single());
        }
    }

    [Fact]
    public async Task Import_Of100000LinesOverHttp11_ReturnsAResultForEach()
    {
        const int Count = 100_000;

        var results = await ImportAsync(new FhirLines(Count));

        Assert.Equal(Count, results.Count);
        Assert.DoesNotContain(results, result => result.Status == ImportStatus.Failed);
        Assert.Equal(Count, results.Select(result => result.Id).Distinct().Count());
    }

    public void Dispose() => _gateway.Dispose();

    private static string Fhir(Guid id) =>
        $$"""{"resourceType":"Patient","id":"{{id}}","name":["""
        + """{"use":"official","family":"Imported","given":["Line"]}],"birthDate":"1970-01-01"}""";

    private async Task<List<ImportLineResult>> ImportAsync(HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{GatewayClient.Patients}/import")
        {
            Content = content
        };
        using var response = await _gateway.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var results = new List<ImportLineResult>();
        await foreach (var result in JsonSerializer.DeserializeAsyncEnumerable<ImportLineResult>(
            body, topLevelValues: true, JsonSerializerOptions.Web, TestContext.Current.CancellationToken))
        {
            results.Add(result!);
        }

        return results;
    }

    /// <summary>
    /// A body that is generated while it is sent, so that the test holds no more of it than the system does.
    /// </summary>
    private sealed class FhirLines(int count) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var line = 0; line < count; line++)
            {
                await stream.WriteAsync(
                    Encoding.UTF8.GetBytes(Fhir(Guid.NewGuid()) + "\n"), TestContext.Current.CancellationToken);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
