namespace PatientGateway.Audit;

/// <summary>One patient of an access.</summary>
/// <param name="Id">The patient's id; <see langword="null"/> where the answer names no patient.</param>
/// <param name="Status">HTTP status for this patient.</param>
/// <param name="Source">Source of the data.</param>
/// <param name="Age">Age of the data in whole seconds.</param>
internal readonly record struct AuditedPatient(Guid? Id, int Status, string? Source = null, long? Age = null);

/// <summary>An access as the request records it; it becomes an entry for each patient.</summary>
internal sealed record AuditAccess
{
    public required DateTimeOffset At { get; init; }

    public required string Client { get; init; }

    public required string Tenant { get; init; }

    public required string Action { get; init; }

    public required IReadOnlyList<AuditedPatient> Patients { get; init; }

    public string? TraceId { get; init; }

    public bool BreakGlass { get; init; }
}

/// <summary>Metadata of a route whose accesses are recorded.</summary>
/// <param name="Action">One of <see cref="PatientApi.Contracts.AuditActions"/>.</param>
internal sealed record AuditedRoute(string Action);

/// <summary>A result, or the value of one, that names the patients in it.</summary>
internal interface IAudited
{
    /// <summary>The patients of the response.</summary>
    /// <param name="requested">The id in the request's path, if there is one.</param>
    IReadOnlyList<AuditedPatient> PatientsOf(Guid? requested);
}
