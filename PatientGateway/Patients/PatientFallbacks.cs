using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Fallback;

namespace PatientGateway.Patients;

/// <summary>The reads of one patient, and what each does when the API does not answer. Their numbers are in <c>Fallback:Operations</c>.</summary>
internal static class PatientFallbacks
{
    private static readonly TimeSpan LongestStalePatient = TimeSpan.FromSeconds(600);

    public static IHostApplicationBuilder AddPatientFallbacks(this IHostApplicationBuilder builder)
    {
        // The last known patient, who is not live but seldom wrong.
        builder.AddPatientRead<PatientResponse>(
            PatientOperations.Get,
            operation => operation
                .About(read => PatientSubjects.Of(read.Id), read => read.IncludeDetails ?? "")
                .FromPrimary<PatientApiClient>((api, read, token) => api.GetAsync(read.Id, read.IncludeDetails, token))
                .ThenCache(new ApiAnswerCodec<PatientResponse>(patient => PatientSubjects.OfExternalId(patient.ExternalId))),
            options => options.MaxStale = LongestStalePatient);

        // The same patient, found by the sender's identifier; a write by the id makes this copy unbelievable as well.
        builder.AddFallback<ExternalIdRead, ApiAnswer<PatientResponse>>(
            PatientOperations.GetByExternalId,
            operation => operation
                .About(read => PatientSubjects.OfExternalId(read.ExternalId), read => read.IncludeDetails ?? "")
                .FromPrimary<PatientApiClient>((api, read, token) => api.GetByExternalIdAsync(read.ExternalId, read.IncludeDetails, token))
                .ThenCache(new ApiAnswerCodec<PatientResponse>(patient => PatientSubjects.Of(patient.Id))),
            options => options.MaxStale = LongestStalePatient);

        // The same from the second instance; then the last known.
        builder.AddPatientRead<PatientSummary>(
            PatientOperations.GetSummary,
            operation => operation
                .FromPrimary<PatientApiClient>((api, read, token) => api.GetSummaryAsync(read.Id, token))
                .ThenService<ReadOnlyPatientApiClient>((api, read, token) => api.GetSummaryAsync(read.Id, token))
                .ThenCache(new ApiAnswerCodec<PatientSummary>(patient => PatientSubjects.OfExternalId(patient.ExternalId))));

        // Less, but live: the patient alone, with all that the read of it can do.
        builder.AddPatientRead<EnrichedPatient>(PatientOperations.GetEnriched, operation => operation
            .FromPrimary<PatientApiClient>((api, read, token) => api.GetEnrichedAsync(read.Id, token))
            .ThenOperation<ApiAnswer<PatientResponse>>(
                PatientOperations.Get, answer => answer.Select(patient => new EnrichedPatient { Patient = patient })));

        // Nothing: hints can be done without.
        builder.AddPatientRead<PatientRecommendations>(
            PatientOperations.GetRecommendations,
            operation => operation
                .FromPrimary<PatientApiClient>((api, read, token) => api.GetRecommendationsAsync(read.Id, token))
                .ThenDefault(_ => ApiAnswer<PatientRecommendations>.Of(new PatientRecommendations([]))),
            options => options.IsHarmless = true);
        return builder;
    }

    private static void AddPatientRead<T>(
        this IHostApplicationBuilder builder, string name, Action<FallbackBuilder<PatientRead, ApiAnswer<T>>> define, Action<FallbackOptions>? configure = null) where T : class =>
        builder.AddFallback<PatientRead, ApiAnswer<T>>(
            name,
            operation => define(operation.About(read => PatientSubjects.Of(read.Id))),
            configure);
}
