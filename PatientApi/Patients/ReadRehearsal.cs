using PatientApi.Data;

namespace PatientApi.Patients;

/// <summary>Reads a patient who is not there, in each of the ways there are.</summary>
internal sealed class ReadRehearsal(PatientStore store) : IRehearsal
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await store.FindAsync(Guid.Empty, includeDetails: false, cancellationToken);
        await store.FindAsync(Guid.Empty, includeDetails: true, cancellationToken);
        await store.FindExtraAsync(Guid.Empty, cancellationToken);
    }
}
