namespace PatientGateway.Patients;

/// <summary>A read of one patient.</summary>
/// <param name="Id">Which one.</param>
/// <param name="IncludeDetails">What the caller said of details, for the API to judge.</param>
internal sealed record PatientRead(Guid Id, string? IncludeDetails = null);

/// <summary>A read of one patient by the sender's identifier.</summary>
/// <param name="ExternalId">Which one.</param>
/// <param name="IncludeDetails">What the caller said of details, for the API to judge.</param>
internal sealed record ExternalIdRead(string ExternalId, string? IncludeDetails = null);
