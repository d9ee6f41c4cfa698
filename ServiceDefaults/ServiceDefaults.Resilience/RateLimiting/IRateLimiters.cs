using System.Threading.RateLimiting;

namespace ServiceDefaults.RateLimiting;

/// <summary>The limiters of outgoing calls in this process, one for each dependency.</summary>
public interface IRateLimiters
{
    /// <summary>What each has granted, refused, and left; the guide's limiter statistics.</summary>
    IReadOnlyDictionary<string, RateLimiterStatistics?> Statistics { get; }
}
