using System.Diagnostics.Metrics;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Caching.Internal;

/// <summary>The metrics of the cache. None of them has a key as a tag.</summary>
internal sealed class CacheInstruments
{
    private readonly Histogram<long> _payload;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _outdated;

    public CacheInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(CachingMetrics.MeterName);
        _payload = meter.CreateHistogram(CachingMetrics.PayloadSize, "By", advice: new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576]
        });
        _rejected = meter.CreateCounter<long>(CachingMetrics.Rejected);
        _dropped = meter.CreateCounter<long>(CachingMetrics.WritesDropped);
        _outdated = meter.CreateCounter<long>(CachingMetrics.Outdated);
    }

    public void PayloadWritten(int bytes) => _payload.Record(bytes);

    public void Rejected(DecryptionStatus status) => _rejected.Add(
        1, new KeyValuePair<string, object?>("reason", status.ToString()));

    public void WriteDropped(string reason) => _dropped.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Outdated() => _outdated.Add(1);
}
