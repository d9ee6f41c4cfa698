using Microsoft.AspNetCore.Components;
using ResilienceConsole.Views;

namespace ResilienceConsole.Pages;

/// <summary>The live parts of the page: their element ids, and the components that render them.</summary>
internal static class LiveRegions
{
    public const string Overview = "overview";
    public const string Diagram = "diagram";
    public const string Reads = "reads";
    public const string Traffic = "traffic";
    public const string Alerts = "alerts";
    public const string Objectives = "objectives";
    public const string Writes = "writes";
    public const string Switches = "switches";

    public static string PipelineOf(string service, string dependency) => $"pipeline-{service}-{dependency}";

    public static IEnumerable<(string Id, Type Component, ParameterView Parameters)> Of(ConsoleView view)
    {
        yield return (Overview, typeof(OverviewRegion), With(view));
        yield return (Diagram, typeof(DiagramRegion), With(view));
        yield return (Reads, typeof(ReadsRegion), With(view));
        yield return (Traffic, typeof(TrafficRegion), With(view));
        yield return (Alerts, typeof(AlertsRegion), With(view));
        yield return (Objectives, typeof(ObjectivesRegion), With(view));
        yield return (Writes, typeof(WritesRegion), With(view));
        yield return (Switches, typeof(SwitchesRegion), With(view));
        foreach (var service in view.Services)
        {
            foreach (var dependency in service.Dependencies)
            {
                yield return (
                    PipelineOf(service.Name, dependency),
                    typeof(PipelineRegion),
                    With(view, service.Name, dependency));
            }
        }
    }

    private static ParameterView With(ConsoleView view, string? service = null, string? dependency = null) =>
        ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(LiveRegion.Model)] = view,
            [nameof(LiveRegion.Service)] = service,
            [nameof(LiveRegion.Dependency)] = dependency,
        });
}
