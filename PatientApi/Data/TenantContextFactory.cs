using Microsoft.EntityFrameworkCore;

namespace PatientApi.Data;

/// <summary>
/// Creates contexts of the current tenant, on the connection of the runtime role. A context keeps its tenant, so create
/// one for each operation.
/// </summary>
internal sealed class TenantContextFactory(DbContextOptions<PatientDbContext> options, CurrentTenant tenant)
    : IDbContextFactory<PatientDbContext>
{
    /// <exception cref="InvalidOperationException">The operation has no tenant.</exception>
    public PatientDbContext CreateDbContext() => new(options, tenant.Value);

    /// <summary>Creates a context without a tenant: it can read what no tenant owns, and sees no patient.</summary>
    public PatientDbContext CreateWithoutTenant() => new(options);
}
