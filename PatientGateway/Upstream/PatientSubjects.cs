using PatientApi.Contracts;
using ServiceDefaults.Fallback;

namespace PatientGateway.Upstream;

/// <summary>By what changes and copies of patients find each other.</summary>
internal static class PatientSubjects
{
    private const string Kind = "patient";
    private const string ExternalKind = "patient-external-id";

    /// <summary>All patients.</summary>
    public static Subject All { get; } = Subject.All(Kind);

    /// <summary>One patient.</summary>
    public static Subject Of(Guid id) => new(Kind, id.ToString("D"));

    /// <summary>The patient of an external id, in whichever form of it: the API takes them for one.</summary>
    public static Subject OfExternalId(string externalId) => new(ExternalKind, PatientText.NormalizeExternalId(externalId));
}
