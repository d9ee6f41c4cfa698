using ServiceDefaults.Switches;

namespace ResilienceConsole.Controls;

/// <summary>What an operator asked for on the page, for all processes of a service.</summary>
/// <param name="Service">The service.</param>
/// <param name="Name">The name of the switch.</param>
/// <param name="Dependency">The dependency; empty for switches of the whole service.</param>
/// <param name="Fault">The key of a <see cref="FaultPreset"/>, for <c>inject-faults</c>.</param>
/// <param name="Seconds">How long the fault is injected.</param>
internal sealed record SwitchOrder(
    string Service, string Name, string? Dependency = null, string? Fault = null, int Seconds = 60)
{
    public SwitchRequest ToRequest(string id)
    {
        var faults = FaultPreset.Find(Fault)?.Injection;
        return new(
            Name,
            string.IsNullOrEmpty(Dependency) ? null : Dependency,
            faults is null ? null : faults with { Duration = TimeSpan.FromSeconds(Seconds) },
            id);
    }

    /// <summary>A sentence for the log on the page.</summary>
    public string Describe() => Name switch
    {
        "inject-faults" => $"{Dependency} {FaultPreset.Find(Fault)?.Label} for {Service}, for {Seconds} s",
        _ => $"{Name} {Dependency} in {Service}".Replace("  ", " ", StringComparison.Ordinal),
    };
}
