using System.Text.Json;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Objectives;

namespace ResilienceConsole.Views;

/// <summary>The objectives of a service over all of its processes.</summary>
/// <param name="Service">The name of the service.</param>
/// <param name="Availability">The objective for requests that are not bad.</param>
/// <param name="Latency">The objective for good requests.</param>
internal sealed record ObjectivesView(string Service, ObjectiveResult Availability, ObjectiveResult Latency)
{
    private const int Digits = 6;

    /// <summary>The objectives of each service that reports requests of callers.</summary>
    public static IReadOnlyList<ObjectivesView> Of(ConsoleView view) =>
        [.. view.Services.Select(Of).OfType<ObjectivesView>()];

    private static ObjectivesView? Of(ServiceView service)
    {
        var processes = service.Processes.Where(process => !process.IsSilent)
            .Select(process => Read(process.Status)).OfType<ObjectivesStatus>().ToList();
        return processes.Sum(RequestsOf) == 0
            ? null
            : new(
                service.Name,
                Merge([.. processes.Select(process => (RequestsOf(process), process.Availability))]),
                Merge([.. processes.Select(process => (RequestsOf(process), process.Latency))]));
    }

    private static ObjectivesStatus? Read(ResilienceStatus status)
    {
        if (status.Sections.GetValueOrDefault(ObjectivesStatus.SectionName) is not JsonElement section)
        {
            return null;
        }

        try
        {
            return section.Deserialize<ObjectivesStatus>(StatusJson.Options);
        }
        catch (JsonException)
        {
            // Of a process with another version of the library: the tile shows the others.
            return null;
        }
    }

    private static int RequestsOf(ObjectivesStatus status) => status.Good + status.Degraded + status.Bad;

    // Weighted by requests, as each process weighs its routes. A process without requests has no weight.
    private static ObjectiveResult Merge(IReadOnlyList<(int Requests, ObjectiveResult Result)> processes)
    {
        var all = processes.Sum(process => process.Requests);
        var budget = processes.Sum(process => process.Requests * (1 - process.Result.Objective));
        var missed = processes.Sum(process => process.Requests * (1 - (process.Result.Achieved ?? 1)));
        return new(
            Math.Round(1 - (budget / all), Digits),
            Math.Round(1 - (missed / all), Digits),
            Math.Round(missed / budget, Digits));
    }
}
