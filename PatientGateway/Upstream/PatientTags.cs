using PatientApi.Contracts;
using ServiceDefaults.Fallback;

namespace PatientGateway.Upstream;

/// <summary>Cache tags that connect patients' cached responses with their invalidations.</summary>
internal static class PatientTags
{
    private const string Kind = "patient";
    private const string ExternalKind = "patient-external-id";

    /// <summary>The tag of all patients.</summary>
    public static CacheTag All { get; } = CacheTag.All(Kind);

    /// <summary>Returns the tag of one patient.</summary>
    public static CacheTag Of(Guid id) => new(Kind, id.ToString("D"));

    /// <summary>Returns the tag of an external id; all its Unicode forms have the same tag, as in the API.</summary>
    public static CacheTag OfExternalId(string externalId) => new(
        ExternalKind, PatientText.NormalizeExternalId(externalId));
}
