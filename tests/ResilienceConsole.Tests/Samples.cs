using System.Text.Json;
using System.Text.Json.Nodes;
using Polly.CircuitBreaker;
using ResilienceConsole.Reports;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Objectives;

namespace ResilienceConsole.Tests;

/// <summary>Reports of processes.</summary>
internal static class Samples
{
    public static readonly string[] Switches =
        ["clear-cache", "close-circuit", "inject-faults", "isolate-circuit", "redrive-patient-writes", "stop-faults"];

    public static ResilienceStatus Status(
        string service = "patient-gateway",
        string instance = "host/1",
        string dependency = "patient-api",
        CircuitState circuit = CircuitState.Closed,
        ResilienceLevel level = ResilienceLevel.Healthy,
        object? reads = null,
        ObjectivesStatus? objectives = null) => new(
        service,
        instance,
        level,
        DateTimeOffset.UnixEpoch,
        TimeSpan.FromMinutes(5),
        [
            new(
                dependency,
                level,
                circuit,
                new(
                    120, 90, 30, 0.25, 7, 3, 2,
                    new Dictionary<string, int>(StringComparer.Ordinal) { ["circuit-breaker"] = 11 },
                    new(109, 0.012, 0.4, 1.5), DateTimeOffset.UnixEpoch, LastFailure: null),
                new(
                    dependency,
                    new(circuit, 0, 0, 0, null, null, 2, 0, 0, 0, 0, 11),
                    Bulkheads: null,
                    RateLimiter: null,
                    RetriesRemaining: 10),
                Chaos: null),
        ],
        level == ResilienceLevel.Healthy
            ? []
            : [new(level, dependency, AlertMetric.ErrorRate, 0.25, 0.1, DateTimeOffset.UnixEpoch)],
        [dependency],
        new[] { ("reads", reads), (ObjectivesStatus.SectionName, objectives) }
            .Where(section => section.Item2 is not null)
            .ToDictionary(section => section.Item1, section => section.Item2!, StringComparer.Ordinal));

    public static JsonObject Report(ResilienceStatus status, params JsonNode[] results) => new()
    {
        ["status"] = JsonSerializer.SerializeToNode(status, StatusJson.Options),
        ["switches"] = JsonSerializer.SerializeToNode(Switches),
        ["results"] = new JsonArray(results),
    };

    /// <summary>A report as the console has read it.</summary>
    public static InstanceReport Received(ResilienceStatus status, DateTimeOffset time) => new(
        JsonSerializer.Deserialize<ResilienceStatus>(
            JsonSerializer.Serialize(status, StatusJson.Options), StatusJson.Options)!,
        Switches,
        time);

    /// <summary>Requests with an objective of 99.9 % success and 99 % good.</summary>
    public static ObjectivesStatus Objectives(int good, int degraded = 0, int bad = 0)
    {
        double all = good + degraded + bad;
        return new(
            good,
            degraded,
            bad,
            new(0.999, 1 - (bad / all), bad / all / 0.001),
            new(0.99, good / all, (bad + degraded) / all / 0.01),
            []);
    }

    public static object Reads(long primary, long cache = 0) => new
    {
        get_patient = new { primary, cache },
    };
}
