using Microsoft.EntityFrameworkCore;
using PatientApi.Model;

namespace PatientApi.Data;

/// <summary>
/// Database context of the patients of one tenant. Queries do not track entities by default. A forgotten condition on
/// the tenant is added by the query filter; where that is ignored, row level security of the database remains.
/// </summary>
internal sealed class PatientDbContext : DbContext
{
    /// <summary>Name of the query filter.</summary>
    public const string TenantFilter = "tenant";

    public PatientDbContext(DbContextOptions<PatientDbContext> options, string? tenant = null) : base(options)
    {
        Tenant = tenant;
        ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        // Savepoints help code that continues after a failed statement; here the whole unit of work is repeated
        // instead.
        Database.AutoSavepointsEnabled = false;
        // A transaction that EF Core began by itself would have no tenant.
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
    }

    /// <summary>Tenant whose rows this context sees; <see langword="null"/> for one that sees none.</summary>
    public string? Tenant { get; }

    public DbSet<Patient> Patients => Set<Patient>();

    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder
            .ApplyConfiguration(new PatientConfiguration())
            .ApplyConfiguration(new IdempotencyRecordConfiguration());
        modelBuilder.Entity<Patient>().HasQueryFilter(TenantFilter, patient => patient.Tenant == Tenant);
        modelBuilder.Entity<IdempotencyRecord>().HasQueryFilter(TenantFilter, stored => stored.Tenant == Tenant);
    }
}
