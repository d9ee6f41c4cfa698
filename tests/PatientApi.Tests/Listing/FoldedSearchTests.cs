using System.Net.Http.Json;
using System.Text;
using PatientApi.Contracts;

namespace PatientApi.Tests.Listing;

/// <summary>
/// A search finds a name in any spelling: in either case, composed or decomposed, with or without diacritics.
/// </summary>
public sealed class FoldedSearchTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Yılmaz", "YILMAZ")]
    [InlineData("Yılmaz", "yilmaz")]
    [InlineData("İnönü", "inonu")]
    [InlineData("İnönü", "İNÖNÜ")]
    [InlineData("Müller", "mu\u0308ller")]
    [InlineData("Mu\u0308ller", "MÜLLER")]
    [InlineData("Weiß", "WEISS")]
    [InlineData("Weiss", "Weiß")]
    [InlineData("Groẞ", "gross")]
    [InlineData("Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ")]
    [InlineData("ΠΑΠΑΔΌΠΟΥΛΟΣ", "παπαδόπουλος")]
    [InlineData("Łukasz", "lukasz")]
    [InlineData("Sørensen", "SORENSEN")]
    [InlineData("Đorđević", "dordevic")]
    [InlineData("Æbelø", "aebelo")]
    [InlineData("Œuvrard", "oeuvrard")]
    [InlineData("Þórður", "thordur")]
    [InlineData("O’Brien", "o'brien")]
    [InlineData("Smith‐Jones", "smith-jones")]
    [InlineData("van\u00A0der  Berg", "van der berg")]
    [InlineData("ﬁscher", "Fischer")]
    [InlineData("Ｔａｎａｋａ", "tanaka")]
    [InlineData("می\u200Cخواهم", "میخواهم")]
    [InlineData("Ada\u00ADlen", "adalen")]
    [InlineData("Иванов", "ИВАНОВ")]
    [InlineData("Ёлкин", "елкин")]
    public async Task List_NameInAnotherSpelling_IsFound(string lastName, string search)
    {
        var (patient, _) = await Samples.CreateAsync(fixture.Client, Samples.Patient(lastName), Token);

        foreach (var text in (string[])[
            search, $" {search} ", search.Normalize(NormalizationForm.FormD), search.ToUpperInvariant()
        ])
        {
            Assert.Contains(patient.Id, await FindAsync(text));
        }
    }

    // One letter whose folded form has eighteen letters: an index entry cannot hold two hundred of those.
    [Fact]
    public async Task Create_NameWithALongFoldedForm_IsStoredAndFound()
    {
        var name = new string('\uFDFA', 200);

        var (patient, _) = await Samples.CreateAsync(fixture.Client, Samples.Patient(name, name), Token);

        Assert.Contains(patient.Id, await FindAsync(name));
    }

    [Theory]
    [InlineData("\u0301")]
    [InlineData("\u200B")]
    [InlineData("   ")]
    public async Task List_SearchOfIgnoredCharactersOnly_ListsAll(string search) =>
        Assert.NotNull(await FindAsync(search));

    [Fact]
    public async Task List_InvalidSearchWithACursor_Is400()
    {
        using var response = await fixture.Client.GetAsync("/patients?search=%00&cursor=abc", Token);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
    }

    private async Task<IEnumerable<Guid>> FindAsync(string search) =>
        (await fixture.Client.GetFromJsonAsync<PatientPage>(
            $"/patients?limit=100&search={Uri.EscapeDataString(search)}", Token))!.Items.Select(patient => patient.Id);
}
