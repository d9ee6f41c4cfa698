using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace PatientApi.Data;

/// <summary>
/// Inserts synthetic patients into an empty table; they are the same, including their ids, on every machine.
/// </summary>
internal sealed partial class PatientSeeder(IOptions<SeedOptions> options, ILogger<PatientSeeder> logger)
{
    public async Task SeedAsync(PatientDbContext db, CancellationToken cancellationToken)
    {
        var count = options.Value.Patients ?? 0;
        if (count == 0 || await db.Patients.AnyAsync(cancellationToken))
        {
            return;
        }

        await PatientInsert.UpsertAsync(
            db, Enumerable.Range(1, count).Select(SyntheticPatients.Create), cancellationToken);
        LogSeeded(count);
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Information,
        Message = "The empty database was seeded with {Count} synthetic patients.")]
    private partial void LogSeeded(int count);
}
