using System.Net.Http.Json;
using PatientApi.Contracts;

namespace PatientApi.Tests.Import;

/// <summary>
/// Of several names, telecoms and addresses, the import chooses by the rules of FHIR: valid, in use now, preferred.
/// </summary>
public sealed class FhirChoiceTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Name = """{"family":"Good","given":["Ann"]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The names of a resource, of which the import chooses the one of the family Good.</summary>
    public static TheoryData<string> Names =>
    [
        """{"use":"official","family":"Bad","given":["A"],"period":{"end":"2001-01-01"}},"""
            + """{"use":"official","family":"Good","given":["Ann"]}""",
        """{"use":"official","text":"Only Text"},{"use":"usual","family":"Good","given":["Ann"]}""",
        """{"use":"official","family":"Bad","given":["A"],"period":{"start":"2999"}},"""
            + """{"use":"usual","family":"Good","given":["Ann"]}""",
        """{"use":"maiden","family":"Bad","given":["A"]},{"family":"Good","given":["Ann"]}""",
        """{"use":"old","family":"Bad","given":["A"]},{"use":"nickname","family":"Good","given":["Ann"]}""",
        """{"use":"nickname","family":"Bad","given":["A"]},{"use":"usual","family":"Good","given":["Ann"]}""",
        """{"use":"temp","family":"Bad","given":["A"]},{"family":"Good","given":["Ann"]}""",
        """{"use":"usual","family":"Bad","given":["A"]},{"use":"official","family":"Good","given":["Ann"]}""",
        """{"use":"official","family":" ","given":["A"]},{"use":"usual","family":"Good","given":["Ann"]}""",
        """{"use":"official","family":"Bad","given":[""," "]},{"use":"usual","family":"Good","given":["Ann"]}""",
        """{"use":"official","family":"Bad"},{"use":"anonymous","family":"Good","given":["Ann"]}""",
        """{"use":"old","family":"Good","given":["Ann"]}""",
        """{"use":"official","family":"Good","given":["Ann"],"period":{"end":"1999"}}""",
        """{"use":"official","family":"Good","given":["Ann"]"""
            + ""","period":{"start":"1999-05","end":"2999-12-31T23:59:59+02:00"}},{"family":"Bad","given":["A"]}""",
        """{"use":"official","family":"Good","given":["Ann"],"period":{"end":"9999-12-31"}},"""
            + """{"family":"Bad","given":["A"]}""",
        """{"use":"official","family":"Good","given":["Ann"],"period":{"end":"no date"}},"""
            + """{"family":"Bad","given":["A"]}""",
        """{"use":"official","family":"Good","given":["Ann"],"period":"odd"},{"family":"Bad","given":["A"]}""",
        """null,5,"x",{"family":"Good","given":[null,"Ann",3]}""",
    ];

    /// <summary>The telecoms of a resource, and the phone number that the import chooses.</summary>
    public static TheoryData<string, string?> Phones => new()
    {
        { """{"system":"phone","value":"2","rank":2},{"system":"phone","value":"1","rank":1}""", "1" },
        { """{"system":"phone","value":"0"},{"system":"phone","value":"1","rank":9}""", "1" },
        { """{"system":"phone","value":"0","rank":0},{"system":"phone","value":"1","rank":3}""", "1" },
        { """{"system":"phone","value":"0","rank":"1"},{"system":"phone","value":"1","rank":3}""", "1" },
        { """{"system":"phone","value":"0","rank":1,"period":{"end":"2020"}},"""
            + """{"system":"phone","value":"1","rank":2}""", "1" },
        { """{"system":"phone","value":"0","use":"old"},{"system":"phone","value":"1","use":"temp"}""", "1" },
        { """{"system":"phone","value":"0","use":"temp"},{"system":"phone","value":"1","use":"mobile"}""", "1" },
        { """{"system":"phone","value":"0","use":"work"},{"system":"phone","value":"1","use":"home"}""", "1" },
        { """{"system":"phone","value":" "},{"system":"phone","value":"1"}""", "1" },
        { """{"system":"phone"},{"system":"phone","value":"1"}""", "1" },
        { """{"system":"sms","value":"0"},{"value":"0"},{"system":"phone","value":"1"}""", "1" },
        { """{"system":"phone","value":"1","use":"home"},{"system":"phone","value":"0","use":"home"}""", "1" },
        { """{"system":"phone","value":"0","use":"old"},"""
            + """{"system":"phone","value":"0","period":{"end":"2001"}}""", null },
        { """{"system":"phone","value":"  "}""", null },
        { """{"system":"phone","value":"0123456789012345678901234567890123456789012345678901"},"""
            + """{"system":"phone","value":"1"}""", "1" },
    };

    /// <summary>The telecoms of a resource, and the e-mail address that the import chooses.</summary>
    public static TheoryData<string, string?> Emails => new()
    {
        { """{"system":"email","value":"none","rank":1},"""
            + """{"system":"email","value":" a@example.org ","rank":2}""", "a@example.org" },
        { """{"system":"email","value":"b@b","rank":2},{"system":"email","value":"a@a","rank":1}""", "a@a" },
        { """{"system":"email","value":"b@b","use":"home"},"""
            + """{"system":"email","value":"a@a","use":"temp","rank":9}""", "a@a" },
        { """{"system":"email","value":"b@b","rank":1,"period":{"end":"2020"}},"""
            + """{"system":"email","value":"a@a","rank":2}""", "a@a" },
        { """{"system":"email","value":"b@b","period":{"start":"2999"}},"""
            + """{"system":"email","value":"a@a","use":"work"}""", "a@a" },
        { """{"system":"email","value":"b@b","use":"old"},{"system":"email","value":"a@a","use":"temp"}""", "a@a" },
        { """{"system":"email","value":"b@b","use":"work"},{"system":"email","value":"a@a","use":"home"}""", "a@a" },
        { """{"system":"phone","value":"b@b","rank":1},{"system":"email","value":"a@a"}""", "a@a" },
        { """{"system":"email","value":"b@b","use":"old"},"""
            + """{"system":"email","value":"c@c","period":{"end":"2001"}}""", null },
    };

    /// <summary>The addresses of a resource, and the city of the address that the view shows.</summary>
    public static TheoryData<string, string?> Addresses => new()
    {
        { """{"use":"work","city":"Bad"},{"use":"home","city":"Good"}""", "Good" },
        { """{"use":"home","city":"Bad","period":{"end":"2001-02-03"}},{"use":"home","city":"Good"}""", "Good" },
        { """{"use":"home"},{"city":"Good"}""", "Good" },
        { """{"use":"home","line":[" "]},{"use":"temp","city":"Good"}""", "Good" },
        { """{"use":"billing","city":"Bad"},{"city":"Good"}""", "Good" },
        { """{"use":"work","city":"Bad"},{"use":"temp","city":"Good"}""", "Good" },
        { """{"use":"home","type":"postal","city":"Bad"},{"use":"home","type":"physical","city":"Good"}""", "Good" },
        { """{"use":"old","city":"Bad"}""", null },
        { """{"city":"Bad","period":{"end":"2001"}}""", null },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Import_SeveralNames_ChoosesTheBestInUse(string names)
    {
        var patient = await ImportAsync($"\"name\":[{names}]");

        Assert.Equal(("Ann", "Good"), (patient.FirstName, patient.LastName));
    }

    [Theory]
    [MemberData(nameof(Phones))]
    public async Task Import_SeveralPhones_ChoosesTheBestInUse(string telecoms, string? expected)
    {
        var patient = await ImportAsync($"\"name\":[{Name}],\"telecom\":[{telecoms}]");

        Assert.Equal(expected, patient.Phone);
    }

    [Theory]
    [MemberData(nameof(Emails))]
    public async Task Import_SeveralEmails_ChoosesTheBestInUse(string telecoms, string? expected)
    {
        var patient = await ImportAsync($"\"name\":[{Name}],\"telecom\":[{telecoms}]");

        Assert.Equal(expected, patient.Email);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Enriched_SeveralAddresses_ShowsTheBestInUse(string addresses, string? city)
    {
        var patient = await ImportAsync($"\"name\":[{Name}],\"address\":[{addresses}]");

        var enriched =
            (await fixture.Client.GetFromJsonAsync<EnrichedPatient>($"/patients/{patient.Id}/enriched", Token))!;

        Assert.Equal(city, enriched.Enrichment!.Address?.City);
    }

    [Fact]
    public async Task Enriched_AddressThatIsOnlyAText_ShowsTheText()
    {
        var patient = await ImportAsync($$"""
            "name":[{{Name}}],"address":[{"text":"1 High Street, Good"}]
            """.Trim());

        var enriched =
            (await fixture.Client.GetFromJsonAsync<EnrichedPatient>($"/patients/{patient.Id}/enriched", Token))!;

        Assert.Equal(["1 High Street, Good"], enriched.Enrichment!.Address!.Line);
    }

    [Theory]
    [InlineData("\"1970\"", "partial")]
    [InlineData("\"1970-05\"", "partial")]
    [InlineData("\"1970-5-1\"", "yyyy-MM-dd")]
    [InlineData("\"1970-02-30\"", "yyyy-MM-dd")]
    [InlineData("\"1970-05-01T10:00:00Z\"", "yyyy-MM-dd")]
    [InlineData("\"01/05/1970\"", "yyyy-MM-dd")]
    [InlineData("\"\"", "yyyy-MM-dd")]
    [InlineData("1970", "text")]
    [InlineData("null", "Required")]
    public async Task Import_InvalidBirthDate_ReportsTheReason(string birthDate, string expected)
    {
        var line =
            $$"""{"resourceType":"Patient","id":"{{Samples.NewExternalId()}}","name":[{{Name}}]"""
            + $$""","birthDate":{{birthDate}}}""";

        var problem = Assert.Single(await fixture.Client.ImportAsync(line)).Problem!;

        Assert.Contains($"birthDate: ", problem.Detail, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Detail, StringComparison.Ordinal);
        Assert.Equal(birthDate is "null", problem.Detail.Contains("Required", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_BirthDateWithInvisibleCharactersAround_IsRead()
    {
        var line =
            $$"""{"resourceType":"Patient","id":"{{Samples.NewExternalId()}}","name":[{{Name}}]"""
            + ""","birthDate":"\u200B1980-02-29\u00A0\u2060"}""";

        var result = Assert.Single(await fixture.Client.ImportAsync(line));

        Assert.Equal((ImportStatus.Created, null), (result.Status, result.Problem?.Detail));
    }

    private async Task<PatientResponse> ImportAsync(string members)
    {
        var line =
            $$"""{"resourceType":"Patient","id":"{{Samples.NewExternalId()}}",{{members}},"birthDate":"1980-02-29"}""";
        var result = Assert.Single(await fixture.Client.ImportAsync(line));
        Assert.Equal((ImportStatus.Created, null), (result.Status, result.Problem?.Detail));
        return (await fixture.Client.GetFromJsonAsync<PatientResponse>($"/patients/{result.Id}", Token))!;
    }
}
