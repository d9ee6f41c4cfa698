using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Fallback;

namespace PatientGateway.Batch;

/// <summary>The result of one read: a response with its source, or a failure.</summary>
internal sealed record BatchReadResult(FallbackResult<ApiResponse<PatientResponse>>? Answered, ProblemDetails? Failure)
{
    /// <summary>
    /// Sets the headers of a batch: the least fresh source, the age of the oldest response, and whether any item failed
    /// or is degraded.
    /// </summary>
    public static void Describe(HttpResponse response, IReadOnlyCollection<BatchReadResult> readings)
    {
        var answered = readings.Select(reading => reading.Answered)
            .OfType<FallbackResult<ApiResponse<PatientResponse>>>().ToList();
        var isDegraded = answered.Count < readings.Count || answered.Exists(answer => answer.IsDegraded);
        if (answered.MaxBy(answer => answer.Source) is { } worst)
        {
            FallbackHeaders.Write(
                response, worst with { Age = answered.Max(answer => answer.Age), IsDegraded = isDegraded });
        }
        else
        {
            response.Headers[FallbackHeaders.Degraded] = "true";
        }
    }
}
