using System.Threading.RateLimiting;

namespace ServiceDefaults.Bulkheads.Internal;

/// <summary>An operation that waits for a place. What follows its admission runs on another thread than that of the one who left.</summary>
internal sealed class QueuedOperation
{
    private readonly TaskCompletionSource<RateLimitLease> _admission = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public QueuedOperation() => Node = new(this);

    public LinkedListNode<QueuedOperation> Node { get; }

    public Task<RateLimitLease> Admission => _admission.Task;

    public void Admit(BulkheadLease lease) => _admission.SetResult(lease);

    public void Cancel(CancellationToken cancellationToken) => _admission.SetCanceled(cancellationToken);
}
