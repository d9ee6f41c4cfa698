using ServiceDefaults.Monitoring;

namespace ResilienceConsole.Reports;

/// <summary>The last report of a process.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Switches">The names of its switches.</param>
/// <param name="ReceivedAt">When the report came.</param>
internal sealed record InstanceReport(
    ResilienceStatus Status, IReadOnlyList<string> Switches, DateTimeOffset ReceivedAt)
{
    public string Service => Status.Service;

    public string Instance => Status.Instance;
}
