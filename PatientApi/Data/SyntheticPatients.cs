using System.Globalization;
using PatientApi.Model;

namespace PatientApi.Data;

/// <summary>
/// Creates synthetic patients, each derived from its number alone. Domains and telephone numbers are reserved for
/// fiction.
/// </summary>
internal static class SyntheticPatients
{
    private static readonly string[] FirstNames =
        ["Ada", "Björn", "Chiara", "Dmitri", "Elif", "Femi", "Grace", "Hiro", "Inés", "Jakub", "Kateryna", "Liam",
         "Maya", "Noor", "Óscar", "Priya", "Quinn", "Rosa", "Søren", "Tomas"];

    private static readonly string[] LastNames =
        ["Abara", "Bianchi", "Çelik", "Dubois", "Eriksen", "Fischer", "García", "Haddad", "Ivanova", "Jansen",
         "Kowalski", "Larsson", "Murphy", "Nakamura", "O'Brien", "Park", "Quist", "Romero", "Singh", "Ūdris",
         "van der Berg", "Weber", "Yılmaz"];

    private static readonly DateTimeOffset Beginning = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly FirstBirth = new(1930, 1, 1);

    /// <summary>Creates the patient of a tenant with this number, starting at 1.</summary>
    public static Patient Create(string tenant, int number)
    {
        var created = Beginning.AddMinutes(number);
        return new Patient(tenant, IdOf(number, created), ValuesOf(number), created);
    }

    private static PatientValues ValuesOf(int number)
    {
        // The lengths of the two lists have no common factor, so that names do not repeat within the first few hundred.
        var firstName = FirstNames[number % FirstNames.Length];
        var lastName = LastNames[number % LastNames.Length];
        return new PatientValues
        {
            ExternalId = string.Create(CultureInfo.InvariantCulture, $"seed-{number:D4}"),
            FirstName = firstName,
            LastName = lastName,
            Email = string.Create(CultureInfo.InvariantCulture, $"patient{number:D4}@example.org"),
            Phone = string.Create(CultureInfo.InvariantCulture, $"+1 555 01{number % 100:D2}"),
            BirthDate = FirstBirth.AddDays(number * 337 % 30_000),
            Details = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"gender":"{{(number % 2 == 0 ? "female" : "male")}}","synthetic":true,"number":{{number}}}"""),
        };
    }

    // A UUIDv7 with a fixed time, and with the number in place of the random bits.
    private static Guid IdOf(int number, DateTimeOffset created)
    {
        var milliseconds = created.ToUnixTimeMilliseconds();
        return new Guid(
            (int)(milliseconds >> 16),
            (short)milliseconds,
            0x7000,
            0x80,
            0,
            0,
            0,
            (byte)(number >> 24),
            (byte)(number >> 16),
            (byte)(number >> 8),
            (byte)number);
    }
}
