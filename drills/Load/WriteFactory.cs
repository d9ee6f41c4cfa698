using Drills.History;

namespace Drills.Load;

/// <summary>Makes writes, each with a key and a value that no other write of the run has.</summary>
internal sealed class WriteFactory(string prefix)
{
    private const int BatchCreates = 3;

    private int _names;

    /// <summary>Creates a patient.</summary>
    public KeyedWrite Create() => new(NextName(), HttpMethod.Post, PatientClient.Patients, [NewPatient()]);

    /// <summary>Creates several patients in one request.</summary>
    public KeyedWrite CreateMany() => new(
        NextName(),
        HttpMethod.Post,
        PatientClient.BatchCreate,
        [.. Enumerable.Range(0, BatchCreates).Select(_ => NewPatient())])
    {
        IsBatch = true,
    };

    /// <summary>Replaces a patient.</summary>
    public KeyedWrite Replace(PoolPatient patient, bool mayWait) => new(
        NextName(),
        HttpMethod.Put,
        $"{PatientClient.Patients}/{patient.Id}",
        [new(OperationKind.Replace, patient.ExternalId, NextName())])
    {
        MayWait = mayWait,
    };

    /// <summary>Deletes a patient.</summary>
    public KeyedWrite Delete(PoolPatient patient) => new(
        NextName(),
        HttpMethod.Delete,
        $"{PatientClient.Patients}/{patient.Id}",
        [new(OperationKind.Delete, patient.ExternalId, Value: null)]);

    private WriteItem NewPatient() => new(OperationKind.Create, NextName(), NextName());

    private string NextName() => $"{prefix}{Interlocked.Increment(ref _names)}";
}
