using System.Threading.RateLimiting;
using Polly;

namespace ServiceDefaults.Bulkheads.Internal;

/// <summary>
/// A place in a bulkhead. It is given back by the last of its holders: usually the pipeline alone, but an operation that was given up
/// holds it as well until it has really ended.
/// </summary>
internal sealed class BulkheadLease : RateLimitLease
{
    public static readonly BulkheadLease Rejected = new(null);

    private static readonly ResiliencePropertyKey<BulkheadLease> Key = new("ServiceDefaults.Bulkheads.Lease");

    private readonly Bulkhead? _bulkhead;
    private int _holders = 1;
    private int _isDisposed;

    public BulkheadLease(Bulkhead? bulkhead) => _bulkhead = bulkhead;

    public override bool IsAcquired => _bulkhead is not null;

    public override IEnumerable<string> MetadataNames => [];

    public static BulkheadLease? Of(ResilienceContext context) => context.Properties.TryGetValue(Key, out var lease) ? lease : null;

    public void Attach(ResilienceContext context) => context.Properties.Set(Key, this);

    /// <summary>Keeps the place for one more, who has to let go of it.</summary>
    /// <returns>Whether there was still a place to keep: a context can carry a lease that an earlier pipeline gave back.</returns>
    public bool Hold()
    {
        while (Volatile.Read(ref _holders) is > 0 and var holders)
        {
            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
            {
                return true;
            }
        }

        return false;
    }

    public void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _bulkhead?.Release();
        }
    }

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (IsAcquired && Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            LetGo();
        }

        base.Dispose(disposing);
    }
}
