using ResilienceConsole.Controls;
using ResilienceConsole.Reports;
using ResilienceConsole.Traffic;
using ServiceDefaults.Monitoring;

namespace ResilienceConsole.Views;

/// <summary>Everything that the page shows, read at one time.</summary>
/// <param name="Now">When it was read.</param>
/// <param name="Services">The services that report, ordered by name.</param>
/// <param name="Reads">The reads of each of the last seconds, with the counts of
/// <see cref="ReadHistory.Sources"/>.</param>
/// <param name="Switches">The last switches.</param>
/// <param name="Traffic">The sample traffic; <see langword="null"/> if this console cannot send any.</param>
internal sealed record ConsoleView(
    DateTimeOffset Now,
    IReadOnlyList<ServiceView> Services,
    IReadOnlyList<IReadOnlyList<long>> Reads,
    IReadOnlyList<SwitchEntry> Switches,
    TrafficCounts? Traffic)
{
    /// <summary>The worst level of all services; <see langword="null"/> if nothing reports.</summary>
    public ResilienceLevel? Level => Services.Count == 0 ? null : Services.Max(service => service.Level);

    /// <summary>The alerts of all processes.</summary>
    public IEnumerable<(ProcessView Process, ResilienceAlert Alert)> Alerts =>
        Services.SelectMany(service => service.Processes)
            .SelectMany(process => process.Status.Alerts.Select(alert => (process, alert)));

    /// <summary>
    /// Changes when a service, a dependency or a switch comes or goes: then the page needs other controls.
    /// </summary>
    public string Structure => string.Join(
        '|', Services.Select(service => $"{service.Name}:{string.Join(',', service.Dependencies)}"));

    public ServiceView? Find(string service) => Services.FirstOrDefault(known => known.Name == service);
}

/// <summary>The processes of a service.</summary>
internal sealed record ServiceView(string Name, IReadOnlyList<ProcessView> Processes)
{
    public ResilienceLevel Level => Processes.Max(process => process.Status.Level);

    public IReadOnlyList<string> Dependencies =>
    [
        .. Processes.SelectMany(process => process.Status.Dependencies).Select(dependency => dependency.Name)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
    ];

    /// <summary>Whether no process of the service has reported lately.</summary>
    public bool IsSilent => Processes.All(process => process.IsSilent);

    public bool Has(string name) => Processes.Any(process => process.Switches.Contains(name, StringComparer.Ordinal));

    public bool AllowsFaults(string dependency) => Processes.Any(
        process => process.Status.ChaosDependencies.Contains(dependency, StringComparer.Ordinal));

    /// <summary>The status of a dependency in each process that has it.</summary>
    public IReadOnlyList<(ProcessView Process, DependencyStatus Status)> Of(string dependency) =>
    [
        .. from process in Processes
           from status in process.Status.Dependencies
           where status.Name == dependency
           select (process, status)
    ];
}

/// <summary>The last report of a process.</summary>
internal sealed record ProcessView(
    ResilienceStatus Status, IReadOnlyList<string> Switches, TimeSpan Age, bool IsSilent);
