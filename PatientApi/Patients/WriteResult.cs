namespace PatientApi.Patients;

/// <summary>Outcome of a write.</summary>
internal enum WriteStatus
{
    Created,
    Updated,
    Deleted,
    NotFound,
    Stale,
    Duplicate,
}

/// <summary>Outcome of a write, with the current patient if there is one to return.</summary>
internal sealed record WriteResult(WriteStatus Status, PatientRow? Patient = null)
{
    public static WriteResult NotFound { get; } = new(WriteStatus.NotFound);

    public static WriteResult Deleted { get; } = new(WriteStatus.Deleted);

    public static WriteResult Duplicate { get; } = new(WriteStatus.Duplicate);

    public static WriteResult Created(PatientRow patient) => new(WriteStatus.Created, patient);

    public static WriteResult Updated(PatientRow patient) => new(WriteStatus.Updated, patient);

    public static WriteResult Stale(PatientRow current) => new(WriteStatus.Stale, current);
}
