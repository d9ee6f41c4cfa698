namespace ServiceDefaults.Switches;

/// <summary>The switches of this process.</summary>
public interface ISwitchboard
{
    /// <summary>The names of all switches, in order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Applies a switch, and logs it. Never throws because of the switch.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The result.</returns>
    ValueTask<SwitchResult> ApplyAsync(SwitchRequest request, CancellationToken cancellationToken);
}
