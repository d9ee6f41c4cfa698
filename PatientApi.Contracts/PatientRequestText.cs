namespace PatientApi.Contracts;

/// <summary>A patient's fields in the form that is stored.</summary>
public static class PatientRequestText
{
    /// <summary>The same patient with every text trimmed, and the external id in the form that is compared. Details are left as they were sent.</summary>
    /// <param name="request">A patient as it was sent.</param>
    /// <returns>What is validated and stored.</returns>
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
