namespace PatientApi.Patients;

/// <summary>An external id as a segment of a path.</summary>
internal static class ExternalIdRoute
{
    // The server leaves an encoded slash as it is and decodes everything else, so it would be taken for the text "%2F".
    private const string EncodedSlash = "%2F";

    /// <summary>What is wrong with the route value, or null.</summary>
    public static string? FaultOf(string externalId) =>
        externalId.Contains(EncodedSlash, StringComparison.OrdinalIgnoreCase) ? "Must not contain '/', because it travels in a path." : null;
}
