using PatientApi.Contracts;

namespace PatientGateway.Patients;

/// <summary>A request to read one patient by id.</summary>
/// <param name="Id">The patient's id.</param>
/// <param name="IncludeDetails">The caller's <c>includeDetails</c>, which the API validates.</param>
internal sealed record PatientRead(Guid Id, string? IncludeDetails = null) : PatientData;

/// <summary>A request to read one patient by external id.</summary>
/// <param name="ExternalId">The patient's external id.</param>
/// <param name="IncludeDetails">The caller's <c>includeDetails</c>, which the API validates.</param>
internal sealed record ExternalIdRead(string ExternalId, string? IncludeDetails = null) : PatientData;
