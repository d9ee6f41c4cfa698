using PatientApi.Contracts;

namespace PatientApi.Listing;

/// <summary>Position in the order of the list: the last patient of the previous page.</summary>
internal sealed record PatientPosition(string LastName, string FirstName, Guid Id) : PatientData;
