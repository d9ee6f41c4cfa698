using System.Globalization;
using System.Text.Json;
using PatientApi.Fhir;
using PatientApi.Import;
using PatientApi.Views;

namespace PatientApi.Tests.Import;

/// <summary>
/// The choice does not depend on the order of elements, and lower-ranked elements or elements that are not in use do
/// not affect it.
/// </summary>
public sealed class FhirOrderPropertyTests
{
    private const int Rounds = 3_000;

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // In the order of the rule, the best first; # is replaced by the element's position.
    private static readonly string[] Names =
        [.. ((string[])["official", "usual", "temp", "nickname", "anonymous"]).Select(NameOf)];
    private static readonly string[] Emails =
    [
        """{"system":"email","value":"#@x","rank":1,"use":"temp"}""",
        """{"system":"email","value":"#@x","rank":2,"use":"work"}""",
        """{"system":"email","value":"#@x","rank":2147483646}""",
        """{"system":"email","value":"#@x","use":"home"}""",
        """{"system":"email","value":"#@x","use":"work"}""",
        """{"system":"email","value":"#@x","use":"temp"}""",
    ];
    private static readonly string[] Addresses =
    [
        """{"use":"home","city":"#"}""", """{"use":"home","city":"#","type":"postal"}""", """{"city":"#"}""",
        """{"use":"temp","city":"#"}""", """{"use":"work","city":"#"}""", """{"use":"billing","city":"#"}""",
    ];

    // Not in use, or without a required member; the first three would otherwise be the best of their type.
    private static readonly string[] NotChosen =
    [
        """{"use":"official","family":"-","given":["-"],"period":{"end":"2020"}}""",
        """{"system":"email","value":"-@x","rank":1,"period":{"end":"2026-03-01T11:59:58Z"}}""",
        """{"use":"home","city":"-","period":{"start":"2027-01"}}""",
        """{"use":"old","system":"email","value":"-@x","rank":1,"family":"-","given":["-"],"city":"-"}""",
        """{"use":"official","family":" ","given":["-"],"system":"email","value":"no address","line":[" "],"rank":1}""",
        "null",
    ];

    public static TheoryData<string> Types => ["name", "telecom", "address"];

    [Theory]
    [MemberData(nameof(Types))]
    public void Choose_OfElementsInAnyOrder_IsTheBestByTheRule(string type)
    {
        var random = new Random(9);
        for (var round = 0; round < Rounds; round++)
        {
            var places = Places(random, type);

            Assert.Equal($"{places.Min()}", ChosenOf(type, Shuffled(random, places.Select(place => At(type, place)))));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Choose_WithMoreElementsThatAreWorseOrNotInUse_IsTheSame(string type)
    {
        var random = new Random(10);
        for (var round = 0; round < Rounds; round++)
        {
            var best = random.Next(OrderOf(type).Length);
            var worse = Enumerable.Range(best + 1, OrderOf(type).Length - best - 1).Where(_ => random.Next(2) == 0);
            var elements = worse.Append(best).Select(place => At(type, place))
                .Concat(random.GetItems(NotChosen, random.Next(1, 5)));

            Assert.Equal($"{best}", ChosenOf(type, Shuffled(random, elements)));
        }
    }

    // FHIR allows any offset and a fraction: every notation of an instant has the same result.
    [Fact]
    public void Includes_OneInstantInAnyNotation_IsTheSame()
    {
        var random = new Random(11);
        for (var round = 0; round < Rounds; round++)
        {
            var moment = Now.AddSeconds(random.Next(-90_000, 90_000) / (random.Next(2) == 0 ? 1 : 30_000));
            foreach (var text in WaysToWrite(moment, random))
            {
                Assert.Equal(moment <= Now, Includes($$"""{"start":"{{text}}"}"""));
                // The last second belongs to the period.
                Assert.Equal(Now < moment.AddSeconds(1), Includes($$"""{"end":"{{text}}"}"""));
            }
        }
    }

    [Fact]
    public void Includes_AnyNarrowerPeriod_IncludesNoMoreInstants()
    {
        var random = new Random(12);
        for (var round = 0; round < Rounds; round++)
        {
            var (start, end) = (AnyDate(random), AnyDate(random));

            Assert.Equal(
                Includes($$"""{"start":"{{start}}"}""") && Includes($$"""{"end":"{{end}}"}"""),
                Includes($$"""{"end":"{{end}}","start":"{{start}}"}"""));
        }
    }

    private static string[] OrderOf(string type) => type switch
    {
        "name" => Names,
        "telecom" => Emails,
        _ => Addresses,
    };

    private static string NameOf(string use) => $$"""{"use":"{{use}}","family":"#","given":["G"]}""";

    private static string At(string type, int place) => OrderOf(type)[place].Replace(
        "#", place.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static int[] Places(Random random, string type)
    {
        var all = Enumerable.Range(0, OrderOf(type).Length).ToArray();
        random.Shuffle(all);
        return all[..random.Next(1, all.Length + 1)];
    }

    private static string Shuffled(Random random, IEnumerable<string> elements)
    {
        var all = elements.ToArray();
        random.Shuffle(all);
        return string.Join(',', all);
    }

    private static string? ChosenOf(string type, string elements)
    {
        using var resource = JsonDocument.Parse($$"""{"{{type}}":[{{elements}}]}""");
        return type switch
        {
            "name" => FhirPatient.ToRequest(resource.RootElement, Now).LastName,
            "telecom" => FhirPatient.ToRequest(resource.RootElement, Now).Email?.Replace(
                "@x", "", StringComparison.Ordinal),
            _ => FhirDetails.Read(resource.RootElement.GetRawText(), Now).Address?.City,
        };
    }

    private static bool Includes(string period)
    {
        using var element = JsonDocument.Parse($$"""{"period":{{period}}}""");
        return FhirPeriod.Includes(element.RootElement, Now);
    }

    private static IEnumerable<string> WaysToWrite(DateTimeOffset moment, Random random)
    {
        var elsewhere = moment.ToOffset(TimeSpan.FromMinutes(15 * random.Next(-48, 57)));
        foreach (var format in (string[])["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.000"])
        {
            yield return moment.UtcDateTime.ToString(format, CultureInfo.InvariantCulture) + "Z";
            yield return moment.ToString($"{format}zzz", CultureInfo.InvariantCulture);
            yield return elsewhere.ToString($"{format}zzz", CultureInfo.InvariantCulture);
        }
    }

    private static string AnyDate(Random random)
    {
        var date = Now.AddDays(random.Next(-800, 800));
        return date.ToString(
            random.GetItems((string[])["yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:sszzz"], 1)[0],
            CultureInfo.InvariantCulture);
    }
}
