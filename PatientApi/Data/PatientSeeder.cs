using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace PatientApi.Data;

/// <summary>Fills an empty table with people who do not exist: the same ones at every first start.</summary>
internal sealed class PatientSeeder(IOptions<SeedOptions> options)
{
    private const int Seed = 20260101;

    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] FirstNames = ["Ana", "Bengt", "Chidi", "Dolores", "Emre", "Farah", "Goran", "Hana", "Ines", "Jun", "Kofi", "Lena", "Mateo", "Nadia", "Oskar", "Priya"];
    private static readonly string[] LastNames = ["Abara", "Berg", "Castillo", "Demir", "Eriksen", "Fontaine", "Grau", "Haddad", "Ito", "Jansen", "Kowalski", "Lopes", "Moreau", "Novak", "Okafor", "Petrov"];
    private static readonly string[] Languages = ["en", "de", "es", "fr", "pt", "tr"];

    public async Task SeedAsync(PatientDbContext database, CancellationToken cancellationToken)
    {
        if (options.Value.Patients is not > 0 || await database.Patients.AnyAsync(cancellationToken))
        {
            return;
        }

        var random = new Random(Seed);
        database.Patients.AddRange(Enumerable.Range(1, options.Value.Patients.Value).Select(number => Synthetic(number, random)));
        await database.SaveChangesAsync(cancellationToken);
    }

    private static Patient Synthetic(int number, Random random) => new()
    {
        Id = Identifier(number, random),
        ExternalId = $"seed-{number:D4}",
        FirstName = FirstNames[random.Next(FirstNames.Length)],
        LastName = LastNames[random.Next(LastNames.Length)],
        Email = $"patient{number}@example.org",
        Phone = $"+1-555-{number:D4}",
        BirthDate = new DateOnly(1930, 1, 1).AddDays(random.Next(90 * 365)),
        Details = $$"""{"language":"{{Languages[random.Next(Languages.Length)]}}"}""",
        CreatedAt = Epoch,
        UpdatedAt = Epoch,
    };

    /// <summary>A UUIDv7 whose time and random part are both given, so that it is the same every time.</summary>
    private static Guid Identifier(int number, Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var milliseconds = Epoch.AddMilliseconds(number).ToUnixTimeMilliseconds();
        for (var index = 0; index < 6; index++)
        {
            bytes[index] = (byte)(milliseconds >> (8 * (5 - index)));
        }

        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
