using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientApi.Contracts;

namespace PatientApi.Tests.Listing;

public sealed class ListTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_PageByPage_ShowsEveryPatientOnceInTheOrderOfNamesAndIds()
    {
        var family = Family();
        string[] firstNames = ["Zoë", "ada", "Ada", "Émile", "Ada", "Bo"];
        var created = new List<PatientResponse>();
        foreach (var firstName in firstNames)
        {
            created.Add((await Samples.CreateAsync(_client, Samples.Patient(family, firstName), Token)).Patient);
            created.Add(
                (await Samples.CreateAsync(
                    _client, Samples.Patient(family.ToUpperInvariant(), firstName), Token)).Patient);
        }

        var listed = await ListAllAsync(family, limit: 1);

        var expected = created
            .OrderBy(patient => patient.LastName, StringComparer.Ordinal)
            .ThenBy(patient => patient.FirstName, StringComparer.Ordinal)
            .ThenBy(patient => patient.Id.ToString(), StringComparer.Ordinal);
        Assert.Equal(expected.Select(patient => patient.Id), listed.Select(patient => patient.Id));
    }

    [Fact]
    public async Task List_PatientAddedBetweenPages_NeitherRepeatsNorSkipsTheOthers()
    {
        var family = Family();
        foreach (var firstName in new[] { "B", "D", "F" })
        {
            await Samples.CreateAsync(_client, Samples.Patient(family, firstName), Token);
        }

        var first = await PageAsync($"search={family}&limit=2");
        await Samples.CreateAsync(_client, Samples.Patient(family, "A"), Token);
        var second = await PageAsync($"search={family}&limit=2&cursor={first.NextCursor}");

        Assert.Equal(
            ["B", "D", "F"],
            first.Items.Concat(second.Items).Select(patient => patient.FirstName),
            StringComparer.Ordinal);
        Assert.Null(second.NextCursor);
    }

    [Theory]
    [InlineData("müll", "Müller", "Anna", true)]
    [InlineData("MÜLL", "Müller", "Anna", true)]
    [InlineData("ann", "Müller", "Anna", true)]
    [InlineData("üller", "Müller", "Anna", false)]
    [InlineData("%", "Percent", "Anna", false)]
    [InlineData("_ercent", "Percent", "Anna", false)]
    [InlineData("100%", "100% Sure", "Anna", true)]
    [InlineData("a_b", "A_b", "Anna", true)]
    [InlineData("a_c", "Abc", "Zed", false)]
    [InlineData(@"back\", @"Back\slash", "Anna", true)]
    public async Task List_Search_MatchesAPrefixLiterallyInAnyCase(
        string search, string lastName, string firstName, bool expected)
    {
        var (patient, _) = await Samples.CreateAsync(_client, Samples.Patient(lastName, firstName), Token);

        var found = await ListAllAsync(search, limit: 100);

        Assert.Equal(expected, found.Any(item => item.Id == patient.Id));
    }

    [Fact]
    public async Task List_SearchThatMatchesSeveralFieldsOfOnePatient_ShowsItOnce()
    {
        var name = Family();
        await Samples.CreateAsync(_client, Samples.Patient(name, name) with { ExternalId = name }, Token);

        Assert.Single((await PageAsync($"search={name}")).Items);
    }

    [Fact]
    public async Task List_NoLimit_ShowsTwentyWithoutDetails()
    {
        var family = Family();
        for (var i = 0; i < 21; i++)
        {
            await Samples.CreateAsync(
                _client, Samples.Patient(family) with { Details = JsonElement.Parse("""{"a":1}""") }, Token);
        }

        var page = await PageAsync($"search={family}");

        Assert.Equal(20, page.Items.Count);
        Assert.NotNull(page.NextCursor);
        Assert.All(page.Items, patient => Assert.Null(patient.Details));
    }

    [Theory]
    [InlineData("search=other&cursor={0}")]
    [InlineData("cursor={0}")]
    [InlineData("search={1}&cursor={0}A")]
    [InlineData("search={1}&cursor=A{0}")]
    [InlineData("search={1}&cursor=")]
    public async Task List_ForeignCursor_Returns400NamingTheCursor(string query)
    {
        var family = Family();
        await Samples.CreateAsync(_client, Samples.Patient(family, "A"), Token);
        await Samples.CreateAsync(_client, Samples.Patient(family, "B"), Token);
        var cursor = (await PageAsync($"search={family}&limit=1")).NextCursor!;

        using var response = await _client.GetAsync($"/patients?{string.Format(query, cursor, family)}", Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors");
        Assert.Contains("Start again", errors.GetProperty("cursor")[0].GetString(), StringComparison.Ordinal);
    }

    private static string Family() => $"Family{Guid.NewGuid():N}";

    private async Task<List<PatientResponse>> ListAllAsync(string search, int limit)
    {
        var all = new List<PatientResponse>();
        string? cursor = null;
        do
        {
            var page = await PageAsync(
                $"search={Uri.EscapeDataString(search)}&limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            all.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return all;
    }

    private async Task<PatientPage> PageAsync(string query) =>
        (await _client.GetFromJsonAsync<PatientPage>($"/patients?{query}", Token))!;
}
