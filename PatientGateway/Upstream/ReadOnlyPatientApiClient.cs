namespace PatientGateway.Upstream;

/// <summary>Client of the second, read-only instance of the patient API: the fallback if the first one fails.</summary>
internal sealed class ReadOnlyPatientApiClient(HttpClient http, TimeProvider clock) : PatientReader(http, clock);
