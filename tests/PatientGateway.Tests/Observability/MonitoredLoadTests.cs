using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PatientApi.Contracts;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.Events;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Objectives;
using Testing;

namespace PatientGateway.Tests.Observability;

/// <summary>The counts of monitor and objectives equal the responses that callers got under load.</summary>
public sealed class MonitoredLoadTests : IResilienceListener
{
    private const int Requests = 400;
    private const int Workers = 8;

    private readonly ConcurrentBag<double> _durations = [];

    [Fact]
    public async Task Status_AfterALoad_HasTheCountsOfTheCallersAndTheirPercentiles()
    {
        await using var api = await KestrelApi.StartAsync(RespondAsync);
        await using var gateway = new Gateway(api.Address)
        {
            Clock = TimeProvider.System,
            Replace = services => services.AddSingleton<IResilienceListener>(this),
            Settings =
            {
                ["InboundLimits:Enabled"] = "false",
                ["Resilience:Defaults:RateLimit:Enabled"] = "false",
                ["Resilience:Kinds:Http:RateLimit:Enabled"] = "false",
                ["Resilience:Pipelines:patient-api:CircuitBreaker:Enabled"] = "false",
                ["Fallback:Operations:get_patient:SoftTimeout"] = "00:00:20",
            },
        };

        var answers = await LoadAsync(gateway);

        var monitor = gateway.Services.GetRequiredService<IResilienceMonitor>();
        await Eventually.IsTrueAsync(() => ObjectivesOf(monitor) is { Routes.Count: 1 } objectives
            && objectives.Bad == answers[HttpStatusCode.ServiceUnavailable]
            && objectives.Good + objectives.Degraded == answers[HttpStatusCode.OK]);
        var metrics = monitor.GetStatus().Dependencies
            .Single(dependency => dependency.Name == ResourceNames.PatientApi).Metrics;
        Assert.Equal(Requests, answers.Values.Sum());
        Assert.Equal(
            (Requests, answers[HttpStatusCode.OK] + answers[HttpStatusCode.NotFound],
                answers[HttpStatusCode.ServiceUnavailable], Requests),
            (metrics.Operations, metrics.Successes, metrics.Failures, metrics.Latency.Count));
        AssertWithinOneBucket(metrics.Latency.P50!.Value, percent: 50);
        AssertWithinOneBucket(metrics.Latency.P95!.Value, percent: 95);
        AssertWithinOneBucket(metrics.Latency.P99!.Value, percent: 99);
    }

    void IResilienceListener.OnOperationCompleted(OperationCompleted operation)
    {
        if (operation.Service == ResourceNames.PatientApi)
        {
            _durations.Add(operation.Duration.TotalSeconds);
        }
    }

    // By the last character of the patient's id: most exist, some do not, and some calls fail.
    private static Task RespondAsync(HttpContext context)
    {
        var id = context.Request.Path.Value!.Split('/')[^1];
        switch (id[^1])
        {
            case '0' or '1':
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                context.Response.ContentType = "application/problem+json";
                return context.Response.WriteAsync(StubApi.NoPatient, context.RequestAborted);
            case '2':
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            default:
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync(
                    Samples.Patient.Replace(Samples.Id, id, StringComparison.Ordinal), context.RequestAborted);
        }
    }

    private static ObjectivesStatus? ObjectivesOf(IResilienceMonitor monitor) =>
        monitor.GetStatus().Sections[ObjectivesStatus.SectionName] as ObjectivesStatus;

    // Each request reads another patient, because requests for the same one share a call.
    private static async Task<IReadOnlyDictionary<HttpStatusCode, int>> LoadAsync(Gateway gateway)
    {
        using var caller = gateway.CreateClient();
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Requests),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Workers,
                CancellationToken = TestContext.Current.CancellationToken,
            },
            async (number, token) =>
            {
                using var response = await caller.GetAsync(
                    $"{Gateway.Patients}/0197a000-0000-7000-8000-{number:x12}", token);
                answers.AddOrUpdate(response.StatusCode, 1, static (_, count) => count + 1);
            });
        return answers;
    }

    // The buckets of the monitor are 6.25 % wide, those below a millisecond 62.5 microseconds.
    private void AssertWithinOneBucket(double reported, int percent)
    {
        var exact = _durations.Order().ElementAt(((Requests * percent) + 99) / 100 - 1);

        Assert.InRange(reported, exact, Math.Max(exact * 1.0625, exact + 0.0000625) + 1e-9);
    }
}
