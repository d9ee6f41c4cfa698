using PatientApi.Contracts;

namespace PatientGateway.Upstream;

/// <summary>Where the API has the patient of an external id.</summary>
internal static class ExternalIdPath
{
    /// <summary>The path, with the external id as it was sent: the API knows a write again by it.</summary>
    /// <exception cref="ArgumentException">The external id is a dot segment, which no URL can carry: it would address another resource.</exception>
    public static string Of(string externalId) => externalId is "" or "." or ".."
        ? throw new ArgumentException("An external id that is empty or a dot segment cannot be part of a path.", nameof(externalId))
        : PatientRoutes.PathOfExternalId(Uri.EscapeDataString(externalId));

    /// <summary>The same path for every form of one external id, for comparing and not for sending.</summary>
    public static string Canonical(string externalId) =>
        PatientRoutes.PathOfExternalId(Uri.EscapeDataString(PatientText.NormalizeExternalId(externalId)));
}
