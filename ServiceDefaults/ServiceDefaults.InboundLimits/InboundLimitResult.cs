namespace ServiceDefaults.InboundLimits;

/// <summary>The result of a check.</summary>
/// <param name="IsAllowed">Whether every window had the permits. If not, no window counted the request.</param>
/// <param name="Source">Where the check was decided.</param>
/// <param name="Windows">The windows that apply, shortest period first; empty if none applies.</param>
public readonly record struct InboundLimitResult(
    bool IsAllowed, InboundLimitSource Source, IReadOnlyList<InboundLimitWindow> Windows)
{
    internal static InboundLimitResult Unlimited { get; } = new(IsAllowed: true, InboundLimitSource.None, []);

    /// <summary>
    /// How long to wait before the same request can be allowed: the longest wait of the windows that refused it;
    /// <see langword="null"/> if it was allowed, or if it needs more permits than a window ever has.
    /// </summary>
    public TimeSpan? RetryAfter
    {
        get
        {
            TimeSpan? longest = null;
            foreach (var window in Windows)
            {
                if (window.IsViolated)
                {
                    if (window.RetryAfter is not { } wait)
                    {
                        return null;
                    }

                    longest = longest > wait ? longest : wait;
                }
            }

            return longest;
        }
    }
}
