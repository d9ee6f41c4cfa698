namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// The windows that one request has to pass: those of every request of its tier and those of its policies.
/// </summary>
internal sealed class WindowSet(TierLimits tier, int index, LimitedWindow[] windows)
{
    public TierLimits Tier => tier;

    /// <summary>The place of its lease in a partition.</summary>
    public int Index => index;

    public LimitedWindow[] Windows => windows;

    /// <summary>Whether replicas may lease permits of all these windows.</summary>
    public bool IsLeasable { get; } = windows.All(window => window.Shared.IsLeasable);
}
