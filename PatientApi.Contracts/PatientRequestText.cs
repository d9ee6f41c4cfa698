namespace PatientApi.Contracts;

/// <summary>Converts the fields of a patient to their stored form.</summary>
public static class PatientRequestText
{
    /// <summary>
    /// Returns the patient with every text in its stored form. The details are unchanged.
    /// </summary>
    /// <param name="request">The patient from the request.</param>
    /// <returns>The patient to validate and store.</returns>
    public static PatientRequest Trimmed(this PatientRequest request) => request with
    {
        ExternalId = request.ExternalId is null ? null : PatientText.NormalizeExternalId(request.ExternalId),
        FirstName = Normalize(request.FirstName),
        LastName = Normalize(request.LastName),
        Email = Normalize(request.Email),
        Phone = Normalize(request.Phone),
    };

    private static string? Normalize(string? text) => text is null ? null : PatientText.Normalize(text);
}
