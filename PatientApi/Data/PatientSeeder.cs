using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace PatientApi.Data;

/// <summary>
/// Inserts synthetic patients into the default tenant if it is empty; they are the same, including their ids, on every
/// machine.
/// </summary>
internal sealed partial class PatientSeeder(
    IDbContextFactory<PatientDbContext> contexts, IOptions<SeedOptions> options, ILogger<PatientSeeder> logger)
{
    /// <summary>Inserts the patients as the runtime role, under the same policies as a request.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        var count = options.Value.Patients ?? 0;
        if (count == 0)
        {
            return;
        }

        using var tenant = CurrentTenant.Use(CurrentTenant.Default);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Patients.AnyAsync(cancellationToken))
        {
            return;
        }

        await PatientInsert.UpsertAsync(
            db,
            Enumerable.Range(1, count).Select(number => SyntheticPatients.Create(db.Tenant!, number)),
            cancellationToken);
        LogSeeded(count);
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Information,
        Message = "The empty database was seeded with {Count} synthetic patients.")]
    private partial void LogSeeded(int count);
}
