using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Fallback;

namespace PatientGateway.Batch;

/// <summary>What became of one read: an answer and where it comes from, or a failure.</summary>
internal sealed record BatchReading(FallbackResult<ApiAnswer<PatientResponse>>? Answered, ProblemDetails? Failure)
{
    /// <summary>Says of a batch where the worst of its answers comes from, how old the oldest is, and whether all are what was wanted.</summary>
    public static void Describe(HttpResponse response, IReadOnlyCollection<BatchReading> readings)
    {
        var answered = readings.Select(reading => reading.Answered).OfType<FallbackResult<ApiAnswer<PatientResponse>>>().ToList();
        var isDegraded = answered.Count < readings.Count || answered.Exists(answer => answer.IsDegraded);
        if (answered.MaxBy(answer => answer.Source) is { } worst)
        {
            FallbackHeaders.Write(response, worst with { Age = answered.Max(answer => answer.Age), IsDegraded = isDegraded });
        }
        else
        {
            response.Headers[FallbackHeaders.Degraded] = "true";
        }
    }
}
