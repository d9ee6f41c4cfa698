using ResilienceConsole.Controls;
using ResilienceConsole.Reports;
using ResilienceConsole.Traffic;

namespace ResilienceConsole.Views;

/// <summary>Reads everything that the page shows.</summary>
internal sealed class ConsoleReader(
    ReportStore reports, ReadHistory history, SwitchLog switches, SampleTraffic traffic, TimeProvider timeProvider)
{
    public ConsoleView Read()
    {
        var now = timeProvider.GetUtcNow();
        return new(
            now,
            [
                .. reports.All.GroupBy(report => report.Service, StringComparer.Ordinal)
                    .OrderBy(service => SystemDiagram.PlaceOf(service.Key))
                .Select(service => new ServiceView(
                    service.Key,
                    [
                        .. service.Select(report => new ProcessView(
                            report.Status, report.Switches, now - report.ReceivedAt, reports.IsSilent(report)))
                    ]))
            ],
            history.Read(),
            switches.Entries,
            traffic.IsAvailable ? traffic.Counts : null);
    }
}
