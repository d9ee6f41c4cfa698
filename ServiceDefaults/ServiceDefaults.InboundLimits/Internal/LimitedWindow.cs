namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>One window of a tier.</summary>
/// <param name="Index">The place of its state in a partition.</param>
/// <param name="Name">The name that clients read: <c>minute</c>, or <c>batch-minute</c> for that of a policy.</param>
/// <param name="Period">The period that clients read.</param>
/// <param name="PermitsPerSecond">The permits that a caller gains per second.</param>
/// <param name="Shared">The rule for all replicas together, which Redis applies.</param>
/// <param name="Local">The rule for this replica alone.</param>
/// <param name="Multiplier">By what the configured permits are multiplied.</param>
internal sealed record LimitedWindow(
    int Index, string Name, TimeSpan Period, double PermitsPerSecond, WindowRule Shared, WindowRule Local,
    double Multiplier)
{
    /// <summary>
    /// The name of the state. A window with another algorithm or period starts with a new state; one with other
    /// permits continues.
    /// </summary>
    public string Field { get; } = Shared switch
    {
        SlicedRule { Counted: 1 } => $"{Name}.f{Period.TotalSeconds}",
        SlicedRule => $"{Name}.s{Period.TotalSeconds}",
        _ => $"{Name}.b{Period.TotalSeconds}",
    };

    public static LimitedWindow Create(
        int index, string name, InboundWindowOptions options, int replicas, double multiplier = 1)
    {
        var adapted = multiplier is 1 ? options : options.Multiply(multiplier);
        return new(
            index,
            name,
            options.Period,
            adapted.Permits / options.Period.TotalSeconds,
            WindowRule.Create(adapted, replicas: 1),
            WindowRule.Create(adapted, replicas),
            multiplier);
    }
}
