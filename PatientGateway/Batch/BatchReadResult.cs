using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Fallback;

namespace PatientGateway.Batch;

/// <summary>The result of one read: a response with its source, or a failure.</summary>
internal sealed record BatchReadResult(FallbackResult<ApiResponse<PatientResponse>>? Result, ProblemDetails? Failure)
{
    /// <summary>
    /// Sets the headers of a batch: the least fresh source, the age of the oldest response, and whether any item failed
    /// or is degraded.
    /// </summary>
    public static void Describe(HttpResponse response, IReadOnlyCollection<BatchReadResult> readings)
    {
        var results = readings.Select(reading => reading.Result)
            .OfType<FallbackResult<ApiResponse<PatientResponse>>>().ToList();
        var isDegraded = results.Count < readings.Count || results.Exists(result => result.IsDegraded);
        if (results.MaxBy(result => result.Source) is { } worst)
        {
            FallbackHeaders.Write(
                response, worst with { Age = results.Max(result => result.Age), IsDegraded = isDegraded });
        }
        else
        {
            response.Headers[FallbackHeaders.Degraded] = "true";
        }
    }
}
