namespace PatientGateway.Upstream;

/// <summary>Operation keys of the patient API, used in telemetry, settings and keyed services.</summary>
internal static class PatientOperations
{
    public const string Get = "get_patient";
    public const string GetByExternalId = "get_patient_by_external_id";
    public const string GetSummary = "get_patient_summary";
    public const string GetEnriched = "get_patient_enriched";
    public const string GetRecommendations = "get_patient_recommendations";
}
