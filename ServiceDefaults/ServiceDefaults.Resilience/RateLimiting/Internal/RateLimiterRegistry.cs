using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace ServiceDefaults.RateLimiting.Internal;

internal sealed class RateLimiterRegistry(TimeProvider timeProvider) : IRateLimiters, IDisposable
{
    private readonly Lock _making = new();
    private readonly ConcurrentDictionary<string, DependencyRateLimiter> _limiters = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, RateLimiterStatistics?> Statistics =>
        _limiters.ToDictionary(pair => pair.Key, pair => pair.Value.GetStatistics(), StringComparer.Ordinal);

    public DependencyRateLimiter Configure(string dependency, RateLimitOptions options)
    {
        // Two that ask at once must get the same one.
        lock (_making)
        {
            var limiter = _limiters.GetOrAdd(dependency, static (_, asked) => new(asked.options, asked.timeProvider), (options, timeProvider));
            limiter.Configure(options);
            return limiter;
        }
    }

    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
        {
            limiter.Dispose();
        }
    }
}
