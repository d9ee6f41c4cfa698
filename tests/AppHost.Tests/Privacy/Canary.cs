using System.Text;
using PatientApi.Contracts;

namespace AppHost.Tests.Privacy;

/// <summary>A patient whose fields are texts that occur nowhere else.</summary>
internal sealed class Canary
{
    private const string Letters = "bcdfghjkmnpqrstvwxz";
    private const int Length = 16;

    public string ExternalId { get; } = Unique();

    public string FirstName { get; } = Unique();

    public string LastName { get; } = Unique();

    public string Email { get; } = Unique();

    public string Phone { get; } = string.Concat(Random.Shared.GetItems("0123456789".AsSpan(), Length));

    public string Diagnosis { get; } = Unique();

    /// <summary>The ids of patients with these texts, including deleted ones.</summary>
    public HashSet<Guid> Ids { get; } = [];

    public PatientRequest Request => new()
    {
        ExternalId = ExternalId,
        FirstName = FirstName,
        LastName = LastName,
        Email = $"{Email}@example.org",
        Phone = Phone,
        BirthDate = new(1975, 12, 10),
        Details = System.Text.Json.JsonSerializer.SerializeToElement(new { diagnosis = Diagnosis }),
    };

    /// <summary>The fields that the text holds, as plain text, hex or Base64, and where.</summary>
    public IEnumerable<(string Field, int At)> FindIn(string text) =>
        from marker in Markers()
        from at in Places(text, marker.Value)
        where at >= 0
        select (marker.Field, at);

    // The letters of the markers need no escaping in a URL.
    private static IEnumerable<int> Places(string text, string marker) =>
    [
        text.IndexOf(marker, StringComparison.OrdinalIgnoreCase),
        text.IndexOf(Convert.ToHexString(Encoding.UTF8.GetBytes(marker)), StringComparison.OrdinalIgnoreCase),
        .. Base64Of(marker).Select(form => text.IndexOf(form, StringComparison.Ordinal)),
    ];

    private IEnumerable<(string Field, string Value)> Markers() =>
    [
        (nameof(ExternalId), ExternalId), (nameof(FirstName), FirstName), (nameof(LastName), LastName),
        (nameof(Email), Email), (nameof(Phone), Phone), (nameof(Diagnosis), Diagnosis),
        .. Ids.SelectMany(id => new[] { (nameof(Ids), id.ToString("D")), (nameof(Ids), id.ToString("N")) }),
    ];

    // The position of a text determines its Base64 form: in each alignment the first and last characters, which depend
    // on the neighbours, are omitted.
    private static IEnumerable<string> Base64Of(string marker)
    {
        for (var offset = 0; offset < 3; offset++)
        {
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(' ', offset) + marker));
            yield return encoded[(offset == 0 ? 0 : 4)..(encoded.Length - 4)];
        }
    }

    private static string Unique() => string.Concat(Random.Shared.GetItems(Letters.AsSpan(), Length));
}
