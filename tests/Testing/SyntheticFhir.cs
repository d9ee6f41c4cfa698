using System.Globalization;
using System.Text.Json.Nodes;

namespace Testing;

/// <summary>
/// Invented FHIR R4 patients, each a function of a number alone, in the shapes in which other systems send them:
/// several names, telecoms and addresses, of which some have ended. Domains and telephone numbers are ones reserved for
/// fiction. <c>patients-40.fhir.ndjson</c> holds the first forty.
/// </summary>
internal static class SyntheticFhir
{
    public const int Count = 40;

    private static readonly string[] Given = [
        "Ada", "Björn", "Chiara", "Đorđe", "Elif", "Femi", "Grace", "Hiro", "İnci", "Jürgen", "علی\u200Cرضا"
    ];
    private static readonly string[] Families = [
        "Abara",
        "Bianchi",
        "Çelik",
        "O’Brien",
        "Fischer",
        "García",
        "Łukasz",
        "Nakamura",
        "Παπαδόπουλος",
        "Sørensen",
        "Weiß",
        "Yılmaz",
        "van der Berg"
    ];

    /// <summary>The path of the file.</summary>
    public static string File { get; } = Path.Combine(
        Repository.Root, "tests", "AppHost.Tests", "Samples", "patients-40.fhir.ndjson");

    /// <summary>The lines of the file.</summary>
    public static IEnumerable<string> Lines => Enumerable.Range(1, Count).Select(number => Patient(number).ToJsonString(
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

    /// <summary>The expected values of a patient: given names, family name, telephone number.</summary>
    public static (string FirstName, string LastName, string? Phone) ChosenOf(int number) => (
        number % 4 == 0
            ? $"{Given[number % Given.Length]} {Given[(number + 3) % Given.Length]}"
            : Given[number % Given.Length],
        Families[number % Families.Length],
        number % 5 == 0 ? null : Phone(number));

    private static JsonObject Patient(int number) => new()
    {
        ["resourceType"] = "Patient",
        ["id"] = Text($"synthetic-{number:D4}"),
        ["meta"] = new JsonObject
        {
            ["profile"] = new JsonArray("http://example.org/fhir/StructureDefinition/synthetic-patient")
        },
        ["extension"] = new JsonArray(
            new JsonObject { ["url"] = "http://example.org/fhir/synthetic", ["valueBoolean"] = true }),
        ["identifier"] = new JsonArray(
            new JsonObject { ["system"] = "http://example.org/mrn", ["value"] = Text($"MRN-{number * 7919:D8}") }),
        ["name"] = NamesOf(number),
        ["telecom"] = TelecomsOf(number),
        ["gender"] = number % 2 == 0 ? "female" : "male",
        ["birthDate"] = new DateOnly(1930, 1, 1).AddDays(number * 337 % 30_000).ToString(
            "yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["address"] = new JsonArray(
            new JsonObject { ["use"] = "old", ["city"] = "Oldtown" },
            new JsonObject
            {
                ["use"] = "home",
                ["line"] = new JsonArray(Text($"{number} High Street")),
                ["city"] = "Newtown",
                ["postalCode"] = Text($"{number:D5}"),
                ["country"] = "US"
            }),
        ["maritalStatus"] = new JsonObject { ["text"] = number % 3 == 0 ? "Married" : "Never Married" },
        ["communication"] = new JsonArray(new JsonObject
        {
            ["language"] = new JsonObject
            {
                ["coding"] = new JsonArray(new JsonObject { ["code"] = number % 6 == 0 ? "tr" : "en-US" })
            }
        }),
    };

    private static JsonArray NamesOf(int number)
    {
        var given = new JsonArray([.. ChosenOf(number).FirstName.Split(' ').Select(name => JsonValue.Create(name))]);
        var current = new JsonObject
        {
            ["use"] = number % 3 == 0 ? "usual" : "official",
            ["family"] = ChosenOf(number).LastName,
            ["given"] = given
        };
        var former = new JsonObject
        {
            ["use"] = "official",
            ["family"] = "Former",
            ["given"] = new JsonArray("Name"),
            ["period"] = new JsonObject { ["end"] = "2001-05" }
        };
        return number % 2 == 0
            ? new(former, current)
            : new(current, new JsonObject { ["use"] = "maiden", ["family"] = "Maiden" });
    }

    private static JsonArray TelecomsOf(int number) => number % 5 == 0
        ? new(new JsonObject { ["system"] = "phone", ["use"] = "old", ["value"] = Phone(0) })
        : new(
            new JsonObject { ["system"] = "phone", ["use"] = "work", ["rank"] = 2, ["value"] = Phone(99) },
            new JsonObject { ["system"] = "phone", ["use"] = "home", ["rank"] = 1, ["value"] = Phone(number) },
            new JsonObject { ["system"] = "email", ["value"] = Text($"synthetic{number:D4}@example.org") });

    private static string Phone(int number) => Text($"+1 555 01{number % 100:D2}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
