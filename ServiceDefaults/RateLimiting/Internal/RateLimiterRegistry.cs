using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace ServiceDefaults.RateLimiting.Internal;

internal sealed class RateLimiterRegistry : IRateLimiters, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<DependencyRateLimiter>> _limiters = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, RateLimiterStatistics?> Statistics =>
        _limiters.ToDictionary(pair => pair.Key, pair => pair.Value.Value.GetStatistics(), StringComparer.Ordinal);

    public DependencyRateLimiter Configure(string dependency, RateLimitOptions options)
    {
        var limiter = _limiters.GetOrAdd(dependency, _ => new(() => new(options))).Value;
        limiter.Configure(options);
        return limiter;
    }

    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
        {
            limiter.Value.Dispose();
        }
    }
}
