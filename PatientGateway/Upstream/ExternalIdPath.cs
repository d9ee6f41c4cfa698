using PatientApi.Contracts;

namespace PatientGateway.Upstream;

/// <summary>Builds the API's path of the patient with an external id.</summary>
internal static class ExternalIdPath
{
    /// <summary>
    /// Returns the path with the external id unchanged: the API compares it when it detects a repeated write.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The external id is empty or a dot segment, which no URL can carry: it would address another resource.
    /// </exception>
    public static string Of(string externalId) => externalId is "" or "." or ".."
        ? throw new ArgumentException(
            "The external id is empty, '.' or '..', which cannot be part of a path.", nameof(externalId))
        : PatientRoutes.PathOfExternalId(Uri.EscapeDataString(externalId));

    /// <summary>Returns one path for all Unicode forms of an external id; for comparison, not for sending.</summary>
    public static string Canonical(string externalId) =>
        PatientRoutes.PathOfExternalId(Uri.EscapeDataString(PatientText.NormalizeExternalId(externalId)));
}
