namespace PatientGateway.Upstream;

/// <summary>The names of the operations on the patient API, for telemetry, settings and services.</summary>
internal static class PatientOperations
{
    public const string Get = "get_patient";
    public const string GetByExternalId = "get_patient_by_external_id";
    public const string GetSummary = "get_patient_summary";
    public const string GetEnriched = "get_patient_enriched";
    public const string GetRecommendations = "get_patient_recommendations";
}
