namespace PatientApi.Listing;

/// <summary>A place in the order of the list: the patient it comes right after.</summary>
internal sealed record PatientPosition(string LastName, string FirstName, Guid Id);
