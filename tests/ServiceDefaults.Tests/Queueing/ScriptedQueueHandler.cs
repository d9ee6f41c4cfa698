using System.Collections.Concurrent;
using ServiceDefaults.Queueing;

namespace ServiceDefaults.Tests.Queueing;

/// <summary>A handler that does what the test says, and records its deliveries.</summary>
internal sealed class ScriptedQueueHandler : IQueueHandler
{
    private readonly ConcurrentQueue<QueueLease> _given = new();

    public bool IsReady { get; set; } = true;

    public Func<QueueLease, CancellationToken, Task<Delivery>> Deliver { get; set; } =
        (_, _) => Task.FromResult(Delivery.Succeed());

    public IReadOnlyCollection<QueueLease> Given => _given;

    public Task<Delivery> DeliverAsync(QueueLease lease, CancellationToken cancellationToken)
    {
        _given.Enqueue(lease);
        return Deliver(lease, cancellationToken);
    }
}
