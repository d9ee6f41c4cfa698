using Microsoft.Extensions.Options;
using ServiceDefaults.Fallback;
using ServiceDefaults.Pipelines;

namespace PatientGateway.Upstream;

/// <summary>
/// The patient API as the queue worker calls it: with long timeouts and a circuit breaker of its own.
/// </summary>
internal sealed class QueuedPatientApiClient(
    HttpClient http, TimeProvider clock, ICacheInvalidator invalidator, IOptionsMonitor<DependencyOptions> options)
    : PatientApiClient(http, clock, invalidator, options)
{
    public const string Pipeline = "patient-api-worker";
}
