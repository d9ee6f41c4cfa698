using System.Threading.RateLimiting;

namespace ServiceDefaults.Bulkheads.Internal;

/// <summary>
/// An operation that waits for a permit. After admission it continues on another thread than the operation that
/// returned the permit.
/// </summary>
internal sealed class QueuedOperation
{
    private readonly TaskCompletionSource<RateLimitLease> _admission = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    public QueuedOperation() => Node = new(this);

    public LinkedListNode<QueuedOperation> Node { get; }

    public Task<RateLimitLease> Admission => _admission.Task;

    public void Admit(BulkheadLease lease) => _admission.SetResult(lease);

    public void Cancel(CancellationToken cancellationToken) => _admission.SetCanceled(cancellationToken);
}
