using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientApi.Contracts;
using PatientApi.Tests.Import;

namespace PatientApi.Tests.Patients;

/// <summary>Invisible characters at the edges of a text are removed.</summary>
public sealed class TrimmedTextTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Edges => new()
    {
        { " Ada", "Ada" },
        { "Ada ", "Ada" },
        { "\u00A0Ada\u2003", "Ada" },
        { "\u200BAda\u200B", "Ada" },
        { "\uFEFFAda", "Ada" },
        { "\tAda\r\n", "Ada" },
        { "\u200EAda\u200F", "Ada" },
        { "\u2060 \u00AD Ada \u3164", "Ada" },
        { "\u202AAda\u202C", "Ada" },
        { "Ada\u200D", "Ada" },
        { "\u200CAda", "Ada" },
        { "Ada Lovelace", "Ada Lovelace" },
        { "علی\u200Cرضا", "علی\u200Cرضا" },
        { "क्\u200Dष", "क्\u200Dष" },
        { "葛\U000E0100", "葛\U000E0100" },
    };

    public static TheoryData<string> Refused =>
    [
        "A\u0001da", "A\tda", "A\nda", "Ada\u0000", "A\u0085da", "A\u202Eda", "A\u202Dda", "A\u2066da\u2069",
        "A\u2028da", "\u200B", " \uFEFF "
    ];

    public static TheoryData<string> Fields => ["externalId", "firstName", "lastName", "email", "phone"];

    [Theory]
    [MemberData(nameof(Edges))]
    public async Task Create_NameWithInvisibleEdges_IsStoredWithoutThem(string sent, string stored)
    {
        var (patient, _) = await Samples.CreateAsync(_client, Samples.Patient(sent, sent), Token);

        Assert.Equal((stored, stored), (patient.FirstName, patient.LastName));
    }

    [Theory]
    [MemberData(nameof(Edges))]
    public async Task Import_NameWithInvisibleEdges_IsStoredWithoutThem(string sent, string stored)
    {
        var id = Samples.NewExternalId();

        var result = Assert.Single(await _client.ImportAsync(
            FhirLines.Patient($" {id}\u200B", JsonEncodedText.Encode(sent).ToString())));

        Assert.Equal(id, result.ExternalId);
        Assert.Equal(
            stored, (await _client.GetFromJsonAsync<PatientResponse>($"/patients/{result.Id}", Token))!.LastName);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Create_TextWithControlOrBidiCharacters_Is400(string text)
    {
        using var response = await _client.PostAsJsonAsync("/patients", Samples.Patient(text), Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(200, HttpStatusCode.Created)]
    [InlineData(201, HttpStatusCode.BadRequest)]
    public async Task Create_NameOfDecomposedLetters_IsAsLongAsItsComposedForm(int letters, HttpStatusCode expected)
    {
        var decomposed = string.Concat(Enumerable.Repeat("e\u0301", letters));

        using var response = await _client.PostAsJsonAsync("/patients", Samples.Patient(decomposed, decomposed), Token);

        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.Created)
        {
            var stored = await response.Content.ReadFromJsonAsync<PatientResponse>(Token);
            Assert.Equal(new string('\u00E9', letters), stored!.LastName);
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Create_AnyFieldWithAnInvalidCharacter_Is400NamingTheField(string field)
    {
        foreach (var character in "\u0000\u0001\t\n\u001F\u007F\u0085\u009F\u2028\u2029\u202A\u202D\u202E\u2066\u2069")
        {
            // Valid in every field except for the one character.
            var body = JsonSerializer.SerializeToNode(Samples.Patient(), PatientJson.Options)!;
            body[field] = $"a{character}b@example.org";
            using var response = await _client.PostAsJsonAsync("/patients", body, Token);

            Assert.Equal((character, HttpStatusCode.BadRequest), (character, response.StatusCode));
            var error = Assert.Single((await response.Content.ReadFromJsonAsync<JsonElement>(Token))
                .GetProperty("errors").EnumerateObject());
            Assert.Equal(field, error.Name);
            Assert.StartsWith(
                "Must not contain control characters", error.Value[0].GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(200, HttpStatusCode.OK)]
    [InlineData(201, HttpStatusCode.BadRequest)]
    public async Task List_SearchOfDecomposedLetters_IsAsLongAsItsComposedForm(int letters, HttpStatusCode expected)
    {
        var search = string.Concat(Enumerable.Repeat("e%CC%81", letters));

        using var response = await _client.GetAsync(new Uri($"/patients?search={search}", UriKind.Relative), Token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("\u200D")]
    [InlineData("\u200C")]
    public async Task Create_AnyFieldWithAJoinerInside_IsStoredUnchanged(string joiner)
    {
        var request = Samples.Patient($"a{joiner}b", $"c{joiner}d") with
        {
            ExternalId = $"{Samples.NewExternalId()}{joiner}x",
            Email = $"a{joiner}b@example.org",
            Phone = $"1{joiner}2",
        };

        var (patient, _) = await Samples.CreateAsync(_client, request, Token);

        Assert.Equal(
            (request.ExternalId, request.FirstName, request.LastName, request.Email, request.Phone),
            (patient.ExternalId, patient.FirstName, patient.LastName, patient.Email, patient.Phone));
    }

    [Fact]
    public async Task Create_EmailAndPhoneWithInvisibleEdges_AreStoredWithoutThem()
    {
        var (patient, _) = await Samples.CreateAsync(
            _client, Samples.Patient() with { Email = " jane@example.org\u200B", Phone = "\u00A0+1 555 0100 " }, Token);

        Assert.Equal(("jane@example.org", "+1 555 0100"), (patient.Email, patient.Phone));
    }

    [Theory]
    [InlineData("/patients/by-external-id/%20{0}")]
    [InlineData("/patients/by-external-id/{0}%E2%80%8B")]
    [InlineData("/patients/by-external-id/{0}")]
    public async Task Upsert_ExternalIdWithInvisibleEdges_IsTheSamePatient(string path)
    {
        var (patient, _) = await Samples.CreateAsync(
            _client, Samples.Patient() with { ExternalId = $" {Samples.NewExternalId()} " }, Token);
        using var request = Samples.Put(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, path, patient.ExternalId),
            Samples.Patient("Again") with { ExternalId = $"{patient.ExternalId}\u00A0" });

        using var response = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(patient.Id, (await response.Content.ReadFromJsonAsync<PatientResponse>(Token))!.Id);
    }

    [Fact]
    public async Task Upsert_ExternalIdComposedAndDecomposed_IsOnePatient()
    {
        var id = Samples.NewExternalId();

        var first = await UpsertAsync($"{id}-mu\u0308ller");
        var second = await UpsertAsync($"{id}-müller");
        var other = await UpsertAsync($"{id}-MÜLLER");

        Assert.Equal(first.Id, second.Id);
        Assert.Equal($"{id}-müller", first.ExternalId);
        Assert.NotEqual(first.Id, other.Id);
    }

    private async Task<PatientResponse> UpsertAsync(string externalId)
    {
        using var request = Samples.Put(
            $"/patients/by-external-id/{Uri.EscapeDataString(externalId)}",
            Samples.Patient() with { ExternalId = null });
        using var response = await _client.SendAsync(request, Token);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<PatientResponse>(Token))!;
    }
}
