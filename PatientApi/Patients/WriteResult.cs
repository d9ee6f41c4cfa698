namespace PatientApi.Patients;

/// <summary>How a write ended.</summary>
internal enum WriteStatus
{
    Created,
    Updated,
    Deleted,
    NotFound,
    Stale,
    Duplicate,
}

/// <summary>How a write ended, and the patient as it is now where there is one to show.</summary>
internal sealed record WriteResult(WriteStatus Status, PatientRow? Patient = null)
{
    public static WriteResult NotFound { get; } = new(WriteStatus.NotFound);

    public static WriteResult Deleted { get; } = new(WriteStatus.Deleted);

    public static WriteResult Duplicate { get; } = new(WriteStatus.Duplicate);

    public static WriteResult Created(PatientRow patient) => new(WriteStatus.Created, patient);

    public static WriteResult Updated(PatientRow patient) => new(WriteStatus.Updated, patient);

    public static WriteResult Stale(PatientRow current) => new(WriteStatus.Stale, current);
}
