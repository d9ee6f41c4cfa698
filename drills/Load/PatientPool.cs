namespace Drills.Load;

/// <summary>A patient of the load.</summary>
/// <param name="ExternalId">Its name in the history.</param>
/// <param name="Id">Its id.</param>
internal sealed record PoolPatient(string ExternalId, Guid Id);

/// <summary>The patients that the load reads and writes.</summary>
internal sealed class PatientPool
{
    private readonly Lock _lock = new();
    private readonly List<PoolPatient> _patients = [];
    private readonly HashSet<PoolPatient> _deleted = [];

    /// <summary>All patients, deleted ones too.</summary>
    public IReadOnlyList<PoolPatient> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _patients];
            }
        }
    }

    /// <summary>Adds a patient that was created.</summary>
    public void Add(PoolPatient patient)
    {
        lock (_lock)
        {
            if (!_patients.Contains(patient))
            {
                _patients.Add(patient);
            }
        }
    }

    /// <summary>Returns any patient.</summary>
    public PoolPatient Any(Random random)
    {
        lock (_lock)
        {
            return _patients[random.Next(_patients.Count)];
        }
    }

    /// <summary>Returns a patient that no one has deleted, and marks it as deleted.</summary>
    public PoolPatient? TakeForDelete(Random random)
    {
        lock (_lock)
        {
            var patient = _patients[random.Next(_patients.Count)];
            return _deleted.Add(patient) ? patient : null;
        }
    }
}
