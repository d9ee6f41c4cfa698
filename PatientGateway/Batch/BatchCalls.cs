using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Coalescing;
using ServiceDefaults.Fallback;

namespace PatientGateway.Batch;

/// <summary>
/// Reads of several patients that are under way. Nobody shares one; but like a read of one patient, a call that was too slow for its caller may go on for a
/// while, so that the circuit learns how it ends. Both go by the numbers of the read of one.
/// </summary>
internal sealed class BatchCalls(IOptionsMonitor<FallbackOptions> options, TimeProvider time)
{
    private readonly SharedCalls<Guid, (ApiAnswer<PatientBatch> Answer, DateTimeOffset AsOf)> _calls =
        new(() => options.Get(PatientOperations.Get).MaxAbandoned, time);

    /// <summary>How long a call is waited for.</summary>
    public TimeSpan Patience => options.Get(PatientOperations.Get).SoftTimeout;

    /// <summary>Begins a call.</summary>
    public SharedCall<(ApiAnswer<PatientBatch> Answer, DateTimeOffset AsOf)> Begin(
        Func<CancellationToken, Task<(ApiAnswer<PatientBatch> Answer, DateTimeOffset AsOf)>> send) => _calls.Join(Guid.NewGuid(), send);
}
