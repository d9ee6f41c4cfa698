using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientApi.Contracts;
using Testing;

namespace PatientApi.Tests.Views;

/// <summary>
/// The views of one patient over HTTP; low-priority views are rejected under load without affecting the patient itself.
/// </summary>
public sealed class ViewTests(ApiFixture fixture, PostgresServer postgres) : IClassFixture<ApiFixture>
{
    private const string Details = """
        {
          "communication": [
            { "language": { "text": "German" } },
            { "language": { "coding": [ { "code": "tr", "display": "Turkish" } ] }, "preferred": true }
          ],
          "maritalStatus": { "coding": [ { "code": "M" } ] },
          "address": [
            { "use": "old", "city": "Bonn" },
            { "use": "work", "city": "Mainz" },
            {
              "use": "home",
              "line": ["Hauptstr. 1", "Hof"],
              "postalCode": "10115",
              "city": "Berlin",
              "country": "DE"
            }
          ]
        }
        """;

    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Summary_OfAPatient_HasTheIdentifyingFields()
    {
        var (patient, _) = await Samples.CreateAsync(_client, Samples.Patient("Doe", "Jane"), Token);

        var summary = await _client.GetFromJsonAsync<PatientSummary>($"/patients/{patient.Id}/summary", Token);

        Assert.Equal(
            new PatientSummary
            {
                Id = patient.Id,
                ExternalId = patient.ExternalId,
                Name = "Jane Doe",
                BirthDate = patient.BirthDate,
                UpdatedAt = patient.UpdatedAt
            },
            summary);
    }

    [Fact]
    public async Task Enriched_OfAPatientWithDetails_HasTheirValues()
    {
        var (patient, _) = await Samples.CreateAsync(
            _client, Samples.Patient() with { Details = JsonElement.Parse(Details) }, Token);

        var enriched = await _client.GetFromJsonAsync<EnrichedPatient>($"/patients/{patient.Id}/enriched", Token);

        Assert.Equal(patient.Id, enriched?.Patient?.Id);
        Assert.Null(enriched!.Patient!.Details);
        Assert.Equal(("Turkish", "M"), (enriched.Enrichment!.Language, enriched.Enrichment.MaritalStatus));
        var address = enriched.Enrichment.Address!;
        Assert.Equal(["Hauptstr. 1", "Hof"], address.Line);
        Assert.Equal(("10115", "Berlin", "DE"), (address.PostalCode, address.City, address.Country));
    }

    [Fact]
    public async Task Enriched_OfAPatientWithoutDetails_IsThePatientOnly()
    {
        var (patient, _) = await Samples.CreateAsync(_client, Samples.Patient(), Token);

        var enriched = await _client.GetFromJsonAsync<EnrichedPatient>($"/patients/{patient.Id}/enriched", Token);

        Assert.Equal(patient.Id, enriched?.Patient?.Id);
        Assert.Equal(
            (null, null, null),
            (enriched!.Enrichment!.Language, enriched.Enrichment.MaritalStatus, enriched.Enrichment.Address));
    }

    [Fact]
    public async Task Recommendations_OfAPatientWithMissingData_AskForIt()
    {
        var request = Samples.Patient() with
        {
            Email = null,
            Phone = null,
            Details = JsonElement.Parse("""{"communication":[{"language":{"coding":[{"code":"pl"}]}}]}""")
        };
        var (patient, _) = await Samples.CreateAsync(_client, request, Token);

        using var response = await _client.GetAsync($"/patients/{patient.Id}/recommendations", Token);

        var items = (await response.Content.ReadFromJsonAsync<PatientRecommendations>(Token))!.Items;
        Assert.Equal(["interpreter", "contact-missing", "address-missing"], items.Select(item => item.Code));
        Assert.Contains("pl", items[0].Text, StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.Private);
    }

    [Theory]
    [InlineData("summary")]
    [InlineData("enriched")]
    public async Task View_IfNoneMatch_Returns304ForItsOwnTagOnly(string view)
    {
        var (patient, basicTag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        using var first = await _client.GetAsync($"/patients/{patient.Id}/{view}", Token);

        using var same = await _client.SendAsync(
            Samples.Get($"/patients/{patient.Id}/{view}", first.Headers.ETag!.ToString()), Token);
        using var other = await _client.SendAsync(Samples.Get($"/patients/{patient.Id}/{view}", basicTag), Token);

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        // The version is the patient's: an ETag of any view is a precondition for a write.
        using var replaced = await _client.SendAsync(
            Samples.Put($"/patients/{patient.Id}", Samples.Patient(), first.Headers.ETag.ToString()), Token);
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
    }

    [Theory]
    [InlineData("summary")]
    [InlineData("enriched")]
    [InlineData("recommendations")]
    public async Task View_OfAnUnknownPatient_Returns404AsProblem(string view)
    {
        using var response = await _client.GetAsync($"/patients/{Guid.NewGuid()}/{view}", Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task LowPriorityViews_WithTheirBulkheadFull_AreRejectedButThePatientIsServed()
    {
        await using var api = new ApiFactory(postgres.NewDatabase())
            .With("Resilience:Pipelines:database:Bulkhead:Criticalities:extra:MaxConcurrency", "1")
            .With("Resilience:Pipelines:database:Bulkhead:Criticalities:extra:QueueLimit", "0");
        using var client = await api.CreateReadyClientAsync();
        var (patient, _) = await Samples.CreateAsync(client, Samples.Patient(), Token);
        await using var busy = await BusyExtra.StartAsync(api, Token);

        using var enriched = await client.GetAsync($"/patients/{patient.Id}/enriched", Token);
        using var recommendations = await client.GetAsync($"/patients/{patient.Id}/recommendations", Token);
        using var basic = await client.GetAsync($"/patients/{patient.Id}", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, enriched.StatusCode);
        Assert.NotNull(enriched.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, recommendations.StatusCode);
        Assert.Equal(HttpStatusCode.OK, basic.StatusCode);
    }
}
