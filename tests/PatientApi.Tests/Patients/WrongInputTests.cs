using System.Net;
using System.Text.Json;

namespace PatientApi.Tests.Patients;

/// <summary>No input causes a server error, and every rejection is a problem that names the cause.</summary>
public sealed class WrongInputTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Json = "application/json";
    private const string Existing = "/patients/{existing}";

    private static readonly string LongText = new('x', 201);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Members that make the body invalid, and the field that the problem must name.</summary>
    public static TheoryData<string, string> InvalidMembers => new()
    {
        { """ "externalId": null """, "externalId" },
        { """ "externalId": "" """, "externalId" },
        { """ "externalId": "a/b" """, "externalId" },
        { """ "externalId": ".." """, "externalId" },
        { $$""" "externalId": "{{LongText}}" """, "externalId" },
        { """ "externalId": "a\u0000b" """, "externalId" },
        { """ "externalId": 1e999999 """, "externalId" },
        { """ "firstName": "  " """, "firstName" },
        { """ "firstName": "\ud800" """, "firstName" },
        { $$""" "firstName": "{{LongText}}" """, "firstName" },
        { $$""" "lastName": "{{LongText}}" """, "lastName" },
        { """ "lastName": ["a"] """, "lastName" },
        { """ "lastName": "tab\there" """, "lastName" },
        { """ "email": "nobody" """, "email" },
        { """ "email": "a@b@c" """, "email" },
        { """ "email": "a b@example.org" """, "email" },
        { $$""" "email": "{{new string('a', 309)}}@example.org" """, "email" },
        { """ "phone": "123456789012345678901234567890123456789012345678901" """, "phone" },
        { """ "birthDate": null """, "birthDate" },
        { """ "birthDate": "9999-12-31" """, "birthDate" },
        { """ "birthDate": "1849-12-31" """, "birthDate" },
        { """ "birthDate": "1980-02-30" """, "birthDate" },
        { """ "birthDate": 19800229 """, "birthDate" },
        { """ "details": [] """, "details" },
        { """ "details": "text" """, "details" },
        { """ "details": {"a\u0000": 1} """, "details" },
        { """ "details": {"a": ["\u0000"]} """, "details" },
        { """ "details": {"a": "\ud800"} """, "details" },
        { """ "details": {"\udc00": 1} """, "details" },
        { """ "details": {"a": 1e999999} """, "details" },
        { """ "details": {"a": {"b": 1e-999999}} """, "details" },
        { $$""" "details": {"a": {{new string('9', 2000)}}} """, "details" },
    };

    /// <summary>Method, path, media type, body and the expected status.</summary>
    public static TheoryData<string, string, string?, string?, HttpStatusCode> Requests => new()
    {
        { "POST", "/patients", Json, "{", HttpStatusCode.BadRequest },
        { "POST", "/patients", Json, "", HttpStatusCode.BadRequest },
        { "POST", "/patients", Json, "null", HttpStatusCode.BadRequest },
        { "POST", "/patients", Json, "[]", HttpStatusCode.BadRequest },
        { "POST", "/patients", Json, "{\"firstName\":\"a\",\"firstName\":\"b\"}", HttpStatusCode.BadRequest },
        { "POST", "/patients", Json, "{\"\\ud800\":1}", HttpStatusCode.BadRequest },
        { "POST", "/patients", Json, new string('[', 10_000), HttpStatusCode.BadRequest },
        { "POST", "/patients", "text/plain", "{}", HttpStatusCode.UnsupportedMediaType },
        { "POST", "/patients", "application/json; charset=utf-16", "{}", HttpStatusCode.UnsupportedMediaType },
        { "POST", "/patients", null, "{}", HttpStatusCode.UnsupportedMediaType },
        { "PUT", Existing, "application/xml", "<a/>", HttpStatusCode.UnsupportedMediaType },
        { "PUT", "/patients/not-a-guid", Json, "{}", HttpStatusCode.NotFound },
        { "PUT", "/patients/by-external-id/a%2Fb", Json, "{}", HttpStatusCode.BadRequest },
        { "PUT", "/patients/by-external-id/a", Json, "{\"externalId\":\"b\"}", HttpStatusCode.BadRequest },
        { "PUT", "/patients/by-external-id/a%01b", Json, "{}", HttpStatusCode.BadRequest },
        { "PATCH", Existing, Json, "{}", HttpStatusCode.MethodNotAllowed },
        { "DELETE", "/patients", null, null, HttpStatusCode.MethodNotAllowed },
        { "GET", "/patients/not-a-guid", null, null, HttpStatusCode.NotFound },
        { "GET", $"{Existing}?includeDetails=maybe", null, null, HttpStatusCode.BadRequest },
        { "GET", $"{Existing}?includeDetails=true&includeDetails=false", null, null, HttpStatusCode.BadRequest },
        { "GET", "/patients?limit=0", null, null, HttpStatusCode.BadRequest },
        { "GET", "/patients?limit=101", null, null, HttpStatusCode.BadRequest },
        { "GET", "/patients?limit=-1", null, null, HttpStatusCode.BadRequest },
        { "GET", "/patients?limit=ten", null, null, HttpStatusCode.BadRequest },
        { "GET", "/patients?limit=99999999999999999999", null, null, HttpStatusCode.BadRequest },
        { "GET", "/patients?limit=1&limit=2", null, null, HttpStatusCode.BadRequest },
        { "GET", "/patients?limit=", null, null, HttpStatusCode.BadRequest },
        { "GET", $"/patients?search={LongText}", null, null, HttpStatusCode.BadRequest },
        { "GET", "/patients?search=%00", null, null, HttpStatusCode.BadRequest },
        { "GET", "/patients?cursor=nonsense", null, null, HttpStatusCode.BadRequest },
        { "GET", $"/patients?cursor={new string('A', 10_000)}", null, null, HttpStatusCode.BadRequest },
        { "POST", "/patients/import", Json, "{}", HttpStatusCode.UnsupportedMediaType },
        { "POST", "/patients/import", null, "{}", HttpStatusCode.UnsupportedMediaType },
        { "POST", "/patients/import", "application/x-ndjson; "
            + "charset=latin1", "{}", HttpStatusCode.UnsupportedMediaType },
    };

    [Theory]
    [MemberData(nameof(InvalidMembers))]
    public async Task Create_InvalidMember_Returns400NamingTheField(string member, string field)
    {
        using var body = Samples.Content(BodyWith(member));
        using var response = await fixture.Client.PostAsync("/patients", body, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(field, Assert.Single(problem.RootElement.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Send_WrongRequest_ReturnsAProblemOfTheRightStatus(
        string method, string path, string? mediaType, string? body, HttpStatusCode expected)
    {
        var (patient, _) = await Samples.CreateAsync(fixture.Client, Samples.Patient(), Token);
        using var request = new HttpRequestMessage(
            new HttpMethod(method), path.Replace("{existing}", patient.Id.ToString(), StringComparison.Ordinal));
        request.Content = body is null ? null : Samples.Content(body, mediaType);
        request.Headers.TryAddWithoutValidation("If-Match", "*");

        using var response = await fixture.Client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(
        """{"a":[1,-0.0,6.02214076e23,1.7976931348623157E-5,1e39,-1e38,1e-38,1.5e+0000000038,0e39,0e50,-0.0E+400,"""
        + """null,true,"\ud83d\ude00"],"ü":{}}""")]
    [InlineData("{}")]
    public async Task Create_UnusualButValidDetails_Returns201(string details)
    {
        using var body = Samples.Content(BodyWith($"\"details\": {details}"));
        using var response = await fixture.Client.PostAsync("/patients", body, Token);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Theory]
    [InlineData("1e40")]
    [InlineData("-1e39")]
    [InlineData("1e-39")]
    [InlineData("0e-39")]
    [InlineData("1.0e308")]
    [InlineData("1E+99999999999999999999")]
    [InlineData("10000000000000000000000000000000000000000")]
    [InlineData("0.000000000000000000000000000000000000001")]
    [InlineData("1000000000000000000000000000000000000000000e-42")]
    public async Task Create_DetailsWithANumberThatExpandsTooLong_Returns400(string number)
    {
        using var body = Samples.Content(BodyWith($$"""details": {"n":[{"a":{{number}}}]}"""));
        using var response = await fixture.Client.PostAsync("/patients", body, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("details", Assert.Single(problem.RootElement.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Create_OfNumbersOfTheMaximumExpansion_IsReadBackAtASmallMultiple()
    {
        using var body = Samples.Content(
            BodyWith($$"""details": {"n":[{{string.Join(',', Enumerable.Repeat("1e39", 100_000))}}]}"""));
        var sent = body.Headers.ContentLength!.Value;
        using var created = await fixture.Client.PostAsync("/patients", body, Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);

        var read = await fixture.Client.GetByteArrayAsync($"{created.Headers.Location}?includeDetails=true", Token);

        Assert.InRange(read.Length, sent, 9 * sent);
    }

    private static string BodyWith(string member)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["externalId"] = $"\"{Samples.NewExternalId()}\"",
            ["firstName"] = "\"Jane\"",
            ["lastName"] = "\"Doe\"",
            ["birthDate"] = "\"1980-02-29\"",
        };
        var colon = member.IndexOf(':', StringComparison.Ordinal);
        members[member[..colon].Trim().Trim('"')] = member[(colon + 1)..];
        return $"{{{string.Join(',', members.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
    }
}
