using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Fallback;

namespace PatientGateway.Patients;

/// <summary>
/// Defines the fallbacks of each read of one patient. Their settings, such as the age of a cached response, are in
/// <c>Fallback:Operations</c>.
/// </summary>
internal static class PatientFallbacks
{
    public static IHostApplicationBuilder AddPatientFallbacks(this IHostApplicationBuilder builder)
    {
        // Fallback: the cached patient, which is rarely outdated.
        builder.AddPatientRead<PatientResponse>(
            PatientOperations.Get,
            operation => operation
                .WithCacheTag(read => PatientTags.Of(read.Id), read => read.IncludeDetails ?? "")
                .FromPrimary<PatientApiClient>((api, read, token) => api.GetAsync(read.Id, read.IncludeDetails, token))
                .ThenCache(
                    new ApiResponseSerializer<PatientResponse>(
                        patient => PatientTags.OfExternalId(patient.ExternalId))));

        // The same by external id; a write by id invalidates this cached response as well.
        builder.AddFallback<ExternalIdRead, ApiResponse<PatientResponse>>(
            PatientOperations.GetByExternalId,
            operation => operation
                .WithCacheTag(read => PatientTags.OfExternalId(read.ExternalId), read => read.IncludeDetails ?? "")
                .FromPrimary<PatientApiClient>(
                    (api, read, token) => api.GetByExternalIdAsync(read.ExternalId, read.IncludeDetails, token))
                .ThenCache(new ApiResponseSerializer<PatientResponse>(patient => PatientTags.Of(patient.Id))));

        // Fallbacks: the read-only instance, then the cached response.
        builder.AddPatientRead<PatientSummary>(
            PatientOperations.GetSummary,
            operation => operation
                .FromPrimary<PatientApiClient>((api, read, token) => api.GetSummaryAsync(read.Id, token))
                .ThenService<ReadOnlyPatientApiClient>((api, read, token) => api.GetSummaryAsync(read.Id, token))
                .ThenCache(
                    new ApiResponseSerializer<PatientSummary>(
                        patient => PatientTags.OfExternalId(patient.ExternalId))));

        // Fallback: the patient without the enrichment, through get_patient with its own fallbacks.
        builder.AddPatientRead<EnrichedPatient>(PatientOperations.GetEnriched, operation => operation
            .FromPrimary<PatientApiClient>((api, read, token) => api.GetEnrichedAsync(read.Id, token))
            .ThenOperation<ApiResponse<PatientResponse>>(
                PatientOperations.Get,
                response => response.Select(patient => new EnrichedPatient { Patient = patient })));

        // Fallback: an empty list, because recommendations are optional.
        builder.AddPatientRead<PatientRecommendations>(
            PatientOperations.GetRecommendations,
            operation => operation
                .FromPrimary<PatientApiClient>((api, read, token) => api.GetRecommendationsAsync(read.Id, token))
                .ThenDefault(_ => ApiResponse<PatientRecommendations>.Of(new PatientRecommendations([]))),
            options => options.AllowDefault = true);
        return builder;
    }

    private static void AddPatientRead<T>(
        this IHostApplicationBuilder builder,
        string name,
        Action<FallbackBuilder<PatientRead, ApiResponse<T>>> define,
        Action<FallbackOptions>? configure = null) where T : class =>
        builder.AddFallback<PatientRead, ApiResponse<T>>(
            name,
            operation => define(operation.WithCacheTag(read => PatientTags.Of(read.Id))),
            configure);
}
