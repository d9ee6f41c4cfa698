namespace PatientGateway.Upstream;

/// <summary>The second instance of the patient API, which can only read: what is asked when the first one does not answer.</summary>
internal sealed class ReadOnlyPatientApiClient(HttpClient http, TimeProvider clock) : PatientReader(http, clock);
