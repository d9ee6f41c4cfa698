namespace ServiceDefaults.InboundLimits;

/// <summary>The decision of adaptive inbound limits: a pure function.</summary>
public static class AdaptiveInboundLimit
{
    /// <summary>Decides by what the permits of a route class are multiplied until the next decision.</summary>
    /// <param name="multiplier">The multiplier so far.</param>
    /// <param name="requests">The answered requests in the window.</param>
    /// <param name="errors">How many of them are errors that exhausted capacity explains.</param>
    /// <param name="options">The options; already validated.</param>
    /// <returns>The multiplier, from the floor to the cap.</returns>
    public static double Next(double multiplier, long requests, long errors, AdaptiveInboundOptions options)
    {
        var rate = requests > 0 ? (double)errors / requests : 0;
        var next = rate > options.DecreaseAbove && requests >= options.MinimumRequests
                ? multiplier * options.DecreaseFactor
            : rate < options.IncreaseBelow || errors == 0 ? multiplier * options.IncreaseFactor
            : multiplier;
        return Math.Clamp(next, options.Floor, options.Cap);
    }
}
