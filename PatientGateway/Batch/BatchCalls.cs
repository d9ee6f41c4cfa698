using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Coalescing;
using ServiceDefaults.Fallback;

namespace PatientGateway.Batch;

/// <summary>
/// Batch reads in flight. They are not shared; but as with single reads, a call that reached the soft timeout continues
/// in the background for a limited time, so that the circuit breaker records its outcome. Both limits are the settings
/// of the single read.
/// </summary>
internal sealed class BatchCalls(IOptionsMonitor<FallbackOptions> options, TimeProvider time)
{
    private readonly SingleFlight<Guid, (ApiResponse<PatientBatch> Response, DateTimeOffset AsOf)> _calls =
        new(() => options.Get(PatientOperations.Get).MaxBackgroundCalls, time);

    /// <summary>The soft timeout of a call.</summary>
    public TimeSpan SoftTimeout => options.Get(PatientOperations.Get).SoftTimeout;

    /// <summary>Starts a call.</summary>
    public SingleFlightCall<(ApiResponse<PatientBatch> Response, DateTimeOffset AsOf)> Begin(
        Func<CancellationToken, Task<(ApiResponse<PatientBatch> Response, DateTimeOffset AsOf)>> send) =>
            _calls.Join(Guid.NewGuid(), send);
}
