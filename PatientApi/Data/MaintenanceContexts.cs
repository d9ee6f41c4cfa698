using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace PatientApi.Data;

/// <summary>
/// Creates contexts on the connection of the owner, for migrations and for maintenance that spans tenants. Its sessions
/// declare that they do maintenance, which is what the policies of the tables ask of the owner. These contexts have no
/// tenant: the query filter hides every row from them unless a query ignores it.
/// </summary>
internal sealed class MaintenanceContexts : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly DbContextOptions<PatientDbContext> _options;

    public MaintenanceContexts(PatientsConnection patients)
    {
        _source = patients.CreateOwnerDataSource();
        var options = new DbContextOptionsBuilder<PatientDbContext>();
        DatabaseExtensions.Configure(options, _source);
        // Comparing the model with the migrations costs every start some 0.3 s of CPU; a test of the build does it.
        options.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
        _options = options.Options;
    }

    public PatientDbContext Create() => new(_options);

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
