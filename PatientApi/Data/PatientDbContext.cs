using Microsoft.EntityFrameworkCore;
using PatientApi.Model;

namespace PatientApi.Data;

/// <summary>Database context of the patients. Queries do not track entities by default.</summary>
internal sealed class PatientDbContext : DbContext
{
    public PatientDbContext(DbContextOptions<PatientDbContext> options) : base(options)
    {
        ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        // Savepoints help code that continues after a failed statement; here the whole unit of work is repeated
        // instead.
        Database.AutoSavepointsEnabled = false;
    }

    public DbSet<Patient> Patients => Set<Patient>();

    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder
        .ApplyConfiguration(new PatientConfiguration())
        .ApplyConfiguration(new IdempotencyRecordConfiguration());
}
