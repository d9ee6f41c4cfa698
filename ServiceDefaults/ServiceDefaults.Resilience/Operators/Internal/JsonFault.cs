using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ServiceDefaults.Operators.Internal;

/// <summary>What is wrong with a JSON body, in words that say what to send.</summary>
/// <param name="Member">The path of the member, such as <c>faults.exception</c>; <c>body</c> for all of it.</param>
/// <param name="Message">What it should be.</param>
internal sealed record JsonFault(string Member, string Message)
{
    private const string Root = "body";

    public static JsonFault OfNull(JsonTypeInfo type) => new(Root, $"Send a JSON object with {MembersOf(type)}.");

    /// <summary>Describes what could not be read, by the type that it was read as.</summary>
    public static JsonFault Of(JsonException exception, JsonTypeInfo type)
    {
        string[] names = exception.Path is ['$', '.', .. var path] ? path.Split('.') : [];
        List<string> known = [];
        foreach (var name in names)
        {
            if (Find(type, name) is not { } member)
            {
                break;
            }

            known.Add(member.Name);
            type = type.Options.GetTypeInfo(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType);
        }

        return new(known.Count == 0 ? Root : string.Join('.', known), Expectation(type));
    }

    private static JsonPropertyInfo? Find(JsonTypeInfo type, string name) => type.Properties.FirstOrDefault(
        member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase));

    private static string Expectation(JsonTypeInfo type) =>
        type.Type.IsEnum ? $"Give one of {string.Join(", ", NamesOf(type))}."
        : type.Type == typeof(TimeSpan) ? "Give a time as hh:mm:ss in quotes, such as \"00:00:02\"."
        : type.Type == typeof(bool) ? "Give true or false."
        : type.Type == typeof(string) ? "Give a text in quotes."
        : type.Kind == JsonTypeInfoKind.Object ? $"Is no such JSON object: its members are {MembersOf(type)}."
        : "Give a number.";

    private static IEnumerable<string> NamesOf(JsonTypeInfo type) =>
        from object value in Enum.GetValues(type.Type)
        select JsonSerializer.Serialize(value, type).Trim('"');

    private static string MembersOf(JsonTypeInfo type) =>
        string.Join(", ", type.Properties.Select(member => member.Name));
}
