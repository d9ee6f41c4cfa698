using PatientApi.Data;

namespace PatientApi.Patients;

/// <summary>
/// Warms up the reads by querying an id that does not exist with each kind of read, in the default tenant.
/// </summary>
internal sealed class QueryWarmup(PatientStore store) : IWarmup
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var tenant = CurrentTenant.Use(CurrentTenant.Default);
        await store.FindAsync(Guid.Empty, includeDetails: false, cancellationToken);
        await store.FindAsync(Guid.Empty, includeDetails: true, cancellationToken);
        await store.FindLowPriorityAsync(Guid.Empty, cancellationToken);
    }
}
