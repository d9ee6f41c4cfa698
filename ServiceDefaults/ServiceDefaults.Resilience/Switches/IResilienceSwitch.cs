namespace ServiceDefaults.Switches;

/// <summary>
/// Something that an operator can do to a running process, such as closing a circuit. Register it as a singleton.
/// </summary>
public interface IResilienceSwitch
{
    /// <summary>The name by which <see cref="SwitchRequest.Name"/> refers to it: lower case, with hyphens.</summary>
    string Name { get; }

    /// <summary>Applies the switch to this process.</summary>
    /// <param name="request">What to apply it to.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it was applied, and a sentence for the operator that says what was done or why not.</returns>
    ValueTask<SwitchResult> ApplyAsync(SwitchRequest request, CancellationToken cancellationToken);
}
