using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace PatientApi.Data;

/// <summary>
/// Lets <c>dotnet ef migrations add</c> read the model without starting the service. It never connects.
/// </summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<PatientDbContext>
{
    public PatientDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PatientDbContext>().UseNpgsql("Host=localhost;Database=patients").Options);
}
