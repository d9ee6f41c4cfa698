using System.Text.Json;
using ServiceDefaults.Switches;

namespace ServiceDefaults.Reporting;

/// <summary>What a process posts.</summary>
/// <param name="Status">The status of the process, as <c>GET /resilience</c> returns it.</param>
/// <param name="Switches">The names of its switches.</param>
/// <param name="Results">The results of the switches that the last answer asked for.</param>
public sealed record StatusReport(
    JsonElement Status, IReadOnlyList<string> Switches, IReadOnlyList<SwitchResult> Results);

/// <summary>The answer to a report.</summary>
/// <param name="Switches">The switches that the process is to apply.</param>
public sealed record StatusReportAnswer(IReadOnlyList<SwitchRequest> Switches);
