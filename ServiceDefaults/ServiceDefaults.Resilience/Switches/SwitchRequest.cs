using System.Text.Json.Serialization;
using ServiceDefaults.Chaos;

namespace ServiceDefaults.Switches;

/// <summary>A request to apply a switch.</summary>
/// <param name="Name">
/// The name of the switch. In every service: <c>inject-faults</c>, <c>stop-faults</c>, <c>isolate-circuit</c> and
/// <c>close-circuit</c>; other parts add theirs, such as <c>clear-cache</c>.
/// </param>
/// <param name="Dependency">The name of the dependency, for switches that need one.</param>
/// <param name="Faults">The faults, for <c>inject-faults</c>.</param>
/// <param name="Id">An id that the result repeats.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SwitchRequest(
    string Name, string? Dependency = null, ChaosInjection? Faults = null, string Id = "");

/// <summary>The result of a switch in one process.</summary>
/// <param name="Id">The id of the request.</param>
/// <param name="IsApplied">Whether it was applied.</param>
/// <param name="Message">A sentence for the operator that says what was done, or why nothing was.</param>
public sealed record SwitchResult(string Id, bool IsApplied, string Message);
