using System.Text.Json;
using PatientApi.Fhir;
using PatientApi.Import;
using PatientApi.Views;

namespace PatientApi.Tests.Import;

/// <summary>
/// Random resources with valid and invalid elements: reading them never fails, and resources that are equal by FHIR
/// give one result.
/// </summary>
public sealed class FhirChoicePropertyTests
{
    private const int Rounds = 5_000;

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Odd = [
        "null",
        "1",
        "-1",
        "1e99",
        "true",
        "\"\"",
        "\" \"",
        "[]",
        "{}",
        "[null]",
        "\"\\u200B\"",
        "\"9999-12-31\"",
        "\"0001-01-01\"",
        "\"0000\"",
        "\"2026-02-30T25:61:00Z\""
    ];
    private static readonly string[] Uses = [
        "official",
        "usual",
        "old",
        "maiden",
        "temp",
        "home",
        "work",
        "mobile",
        "billing",
        "nickname",
        "anonymous",
        "Official"
    ];
    private static readonly string[] Dates = [
        "2001",
        "2001-02",
        "2026-03-01",
        "2026-03",
        "2999",
        "9999-12-31",
        "0001-01-01",
        "2026-03-01T11:59:59Z",
        "2026-03-01T12:00:00.5+01:00",
        "9999-12-31T23:59:59.9999999Z",
        "0001-01-01T00:00:00+14:00"
    ];

    [Fact]
    public void ToRequest_OfAnyResource_NeverFails()
    {
        var random = new Random(7);
        for (var round = 0; round < Rounds; round++)
        {
            using var resource = JsonDocument.Parse(
                $$"""
                {
                  "name": {{Elements(random)}},
                  "telecom": {{Elements(random)}},
                  "address": {{Elements(random)}},
                  "birthDate": {{random.GetItems(Odd, 1)[0]}}
                }
                """);

            var request = FhirPatient.ToRequest(resource.RootElement, Now);
            var details = FhirDetails.Read(resource.RootElement.GetRawText(), Now);

            Assert.True(request.Phone is null or { Length: > 0 });
            Assert.True(details.Address is null or { Line.Count: > 0 } or { City: not null } or { PostalCode: not null }
                or { Country: not null });
        }
    }

    // Elements that are not in use, invalid or of another type do not affect the choice, wherever they are.
    [Fact]
    public void Current_WithUnusableElements_IsTheUsableOne()
    {
        var random = new Random(8);
        string[] notMeant = [
            "null",
            "5",
            "{}",
            """{"use":"old","value":"x"}""",
            """{"value":" "}""",
            """{"value":"x","period":{"end":"2020"}}""",
            """{"value":"x","period":{"start":"2999"}}""",
            """{"value":"x","use":"temp","rank":9}"""
        ];
        for (var round = 0; round < Rounds; round++)
        {
            var all = random.GetItems(notMeant, random.Next(6)).Append("""{"value":"1","rank":1}""").ToArray();
            random.Shuffle(all);
            using var points = JsonDocument.Parse($"{{\"telecom\":[{string.Join(',', all)}]}}");

            var chosen = FhirUses.Phone.Current(FhirElements.ObjectsOf(points.RootElement, "telecom"), Now);

            Assert.Equal("1", chosen!.Value.GetProperty("value").GetString());
        }
    }

    [Theory]
    [InlineData("""{"end":"2026-03-01"}""", true)]
    [InlineData("""{"end":"2026-02-28"}""", false)]
    [InlineData("""{"end":"2026-02-27"}""", false)]
    [InlineData("""{"end":"2026"}""", true)]
    [InlineData("""{"end":"2026-03-01T12:00:00Z"}""", true)]
    [InlineData("""{"end":"2026-03-01T11:59:58Z"}""", false)]
    [InlineData("""{"end":"2026-03-01T13:30:00+02:00"}""", false)]
    [InlineData("""{"start":"2026-03-02"}""", true)]
    [InlineData("""{"start":"2026-03-03"}""", false)]
    [InlineData("""{"start":"2026-03-01T12:00:01Z"}""", false)]
    [InlineData("""{"start":"2027","end":"2025"}""", false)]
    [InlineData("""{"end":"9999-12-31T23:59:59Z"}""", true)]
    [InlineData("""{"start":"0001-01-01","end":"9999"}""", true)]
    [InlineData("""{"end":5}""", true)]
    [InlineData("[]", true)]
    public void Includes_NoonOfTheFirstOfMarch_DependsOnTheLimitsOfThePeriod(string period, bool expected)
    {
        using var element = JsonDocument.Parse($"{{\"period\":{period}}}");

        Assert.Equal(expected, FhirPeriod.Includes(element.RootElement, Now));
    }

    private static string Elements(Random random)
    {
        var elements = Enumerable.Range(0, random.Next(5))
            .Select(_ => random.Next(6) == 0 ? Pick(random, Odd) : Element(random));
        return $"[{string.Join(',', elements)}]";
    }

    private static string Element(Random random)
    {
        (string Name, string Value)[] members =
        [
            ("use", $"\"{Pick(random, Uses)}\""), ("rank", Pick(random, ["1", "2", "0", "1.5"])), ("family", "\"F\""),
            ("given", "[\"G\"]"), ("system", Pick(random, ["\"phone\"", "\"email\""])),
            ("value", Pick(random, ["\"1\"", "\"a@b\""])), ("city", "\"C\""), ("line", "[\"L\",null]"),
            ("text", "\"T\""), ("type", "\"postal\""),
            ("period", $$"""{"start":"{{Pick(random, Dates)}}","end":"{{Pick(random, Dates)}}"}"""),
        ];
        var chosen = members.Where(_ => random.Next(2) == 0)
            .Select(member => $"\"{member.Name}\":{(random.Next(8) == 0 ? Pick(random, Odd) : member.Value)}");
        return $"{{{string.Join(',', chosen)}}}";
    }

    private static string Pick(Random random, string[] all) => all[random.Next(all.Length)];
}
