namespace ServiceDefaults.Errors;

/// <summary>Values of <c>Retry-After</c> where no better one is known. The guide's numbers.</summary>
public static class RetryAfterDefaults
{
    /// <summary>A bulkhead is full: 5 seconds.</summary>
    public static readonly TimeSpan Busy = TimeSpan.FromSeconds(5);

    /// <summary>An operation timed out: 5 seconds.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>A database or a cache does not respond: 10 seconds.</summary>
    public static readonly TimeSpan Database = TimeSpan.FromSeconds(10);

    /// <summary>The network failed: 15 seconds.</summary>
    public static readonly TimeSpan Network = TimeSpan.FromSeconds(15);

    /// <summary>A service is unavailable and does not say for how long: 30 seconds.</summary>
    public static readonly TimeSpan Unavailable = TimeSpan.FromSeconds(30);

    /// <summary>A rate limit was exceeded and does not say for how long: 30 seconds.</summary>
    public static readonly TimeSpan RateLimit = TimeSpan.FromSeconds(30);
}
