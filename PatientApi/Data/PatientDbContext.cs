using Microsoft.EntityFrameworkCore;

namespace PatientApi.Data;

/// <summary>The patients database.</summary>
internal sealed class PatientDbContext : DbContext
{
    public PatientDbContext(DbContextOptions<PatientDbContext> options)
        : base(options)
    {
        // One statement or one transaction of ours: a savepoint before each would only cost a round trip.
        Database.AutoSavepointsEnabled = false;
    }

    public DbSet<Patient> Patients => Set<Patient>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyConfiguration(new PatientConfiguration());
}
