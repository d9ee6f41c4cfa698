using Microsoft.Extensions.Options;
using ServiceDefaults.Fallback;
using ServiceDefaults.Pipelines;

namespace PatientGateway.Upstream;

/// <summary>The patient API as the worker calls it: with the patience of somebody for whom nobody waits, and a circuit of its own.</summary>
internal sealed class QueuedPatientApiClient(HttpClient http, TimeProvider clock, ISubjectChanges changes, IOptionsMonitor<DependencyOptions> options)
    : PatientApiClient(http, clock, changes, options)
{
    public const string Pipeline = "patient-api-worker";
}
