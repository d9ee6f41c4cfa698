using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace PatientApi.Data;

/// <summary>
/// Creates contexts on the connections of the two audit roles: one that only inserts entries, and one that only reads
/// them, either those of the current tenant or, to verify the chains, which span tenants, those of all.
/// </summary>
internal sealed class AuditContexts : IAsyncDisposable
{
    private readonly NpgsqlDataSource[] _sources;
    private readonly DbContextOptions<PatientDbContext>[] _options;
    private readonly CurrentTenant _tenant;

    public AuditContexts(PatientsConnection patients, CurrentTenant tenant)
    {
        var verifier = new NpgsqlConnectionStringBuilder(patients.Auditor.ConnectionString);
        verifier.Options = $"{verifier.Options} {AuditSchema.VerificationOption}".Trim();
        _sources = [.. new[] { patients.Audit, patients.Auditor, verifier }
            .Select(settings => NpgsqlDataSource.Create(settings.ConnectionString))];
        _options = [.. _sources.Select(OptionsOf)];
        _tenant = tenant;
    }

    /// <summary>Creates a context that inserts entries of any tenant.</summary>
    public PatientDbContext CreateAppender() => new(_options[0]);

    /// <summary>Creates a context that reads the entries of the caller's tenant.</summary>
    public PatientDbContext CreateReader() => new(_options[1], _tenant.Value);

    /// <summary>Creates a context that reads the entries of all tenants.</summary>
    public PatientDbContext CreateVerifier() => new(_options[2]);

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
        {
            await source.DisposeAsync();
        }
    }

    private static DbContextOptions<PatientDbContext> OptionsOf(NpgsqlDataSource source)
    {
        var options = new DbContextOptionsBuilder<PatientDbContext>();
        DatabaseExtensions.Configure(options, source);
        options.AddInterceptors(new TenantInterceptor());
        return options.Options;
    }
}
