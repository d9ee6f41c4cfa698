using System.Threading.RateLimiting;
using Polly;

namespace ServiceDefaults.Bulkheads.Internal;

/// <summary>
/// A permit of a bulkhead. The last holder returns it: usually the pipeline is the only one, but an abandoned operation
/// also holds the permit until it has ended.
/// </summary>
internal sealed class BulkheadLease : RateLimitLease
{
    public static readonly BulkheadLease Rejected = new(null);

    // A short name, because each execution hashes it.
    private static readonly ResiliencePropertyKey<BulkheadLease> Key = new("sd.lease");

    private readonly Bulkhead? _bulkhead;
    private int _holders = 1;
    private int _isDisposed;

    public BulkheadLease(Bulkhead? bulkhead) => _bulkhead = bulkhead;

    public Bulkhead? Bulkhead => _bulkhead;

    public override bool IsAcquired => _bulkhead is not null;

    public override IEnumerable<string> MetadataNames => [];

    public static BulkheadLease? Of(ResilienceContext context) =>
        context.Properties.TryGetValue(Key, out var lease) ? lease : null;

    public void Attach(ResilienceContext context) => context.Properties.Set(Key, this);

    /// <summary>Adds a holder, which must call <see cref="LetGo"/>.</summary>
    /// <returns>
    /// Whether the permit was still held: a context can carry a lease that an earlier pipeline has returned.
    /// </returns>
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
