using Microsoft.EntityFrameworkCore;
using PatientApi.Idempotency;
using PatientApi.Patients;

namespace PatientApi.Data;

/// <summary>The patients database. Reads do not track unless they ask for it.</summary>
internal sealed class PatientDbContext : DbContext
{
    public PatientDbContext(DbContextOptions<PatientDbContext> options) : base(options)
    {
        ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        // A savepoint serves those who go on after a failed statement; here the whole unit of work is done again instead.
        Database.AutoSavepointsEnabled = false;
    }

    public DbSet<Patient> Patients => Set<Patient>();

    public DbSet<StoredAnswer> StoredAnswers => Set<StoredAnswer>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder
        .ApplyConfiguration(new PatientConfiguration())
        .ApplyConfiguration(new StoredAnswerConfiguration());
}
