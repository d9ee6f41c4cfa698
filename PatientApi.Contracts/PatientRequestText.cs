namespace PatientApi.Contracts;

/// <summary>Converts the fields of a patient to their stored form.</summary>
public static class PatientRequestText
{
    /// <summary>
    /// Returns the patient with every text trimmed and the external id normalised. The details are unchanged.
    /// </summary>
    /// <param name="request">The patient from the request.</param>
    /// <returns>The patient to validate and store.</returns>
    public static PatientRequest Trimmed(this PatientRequest request) => request with
    {
        ExternalId = request.ExternalId is null ? null : PatientText.NormalizeExternalId(request.ExternalId),
        FirstName = Trim(request.FirstName),
        LastName = Trim(request.LastName),
        Email = Trim(request.Email),
        Phone = Trim(request.Phone),
    };

    private static string? Trim(string? text) => text is null ? null : PatientText.Trim(text);
}
