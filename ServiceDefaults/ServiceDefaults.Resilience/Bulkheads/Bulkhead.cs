using System.Threading.RateLimiting;
using ServiceDefaults.Bulkheads.Internal;

namespace ServiceDefaults.Bulkheads;

/// <summary>
/// Lets so many operations run and so many wait, first come, first served. Unlike a <see cref="ConcurrencyLimiter"/> it can be resized
/// while it is in use, and a place can be kept for an operation that was given up but has not come back. Safe for threads.
/// </summary>
public sealed class Bulkhead
{
    private readonly Lock _lock = new();
    private readonly LinkedList<QueuedOperation> _queue = new();
    private int _maxConcurrency;
    private int _queueLimit;
    private int _active;
    private long _rejections;

    /// <summary>Makes an empty bulkhead.</summary>
    /// <param name="limits">Its size; validated before.</param>
    public Bulkhead(BulkheadLimits limits) => (_maxConcurrency, _queueLimit) = (limits.MaxConcurrency, limits.QueueLimit);

    /// <summary>Takes a place, or waits for one.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A lease, which gives the place back when it is disposed of. It is not acquired when there is no place and no room to wait.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting.</exception>
    public ValueTask<RateLimitLease> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        QueuedOperation operation;
        lock (_lock)
        {
            if (_active < _maxConcurrency)
            {
                _active++;
                return new(new BulkheadLease(this));
            }

            if (_queue.Count >= _queueLimit)
            {
                _rejections++;
                return new(BulkheadLease.Rejected);
            }

            operation = new();
            _queue.AddLast(operation.Node);
        }

        return new(WaitAsync(operation, cancellationToken));
    }

    /// <summary>What goes on in it.</summary>
    /// <returns>Members that belong together.</returns>
    public BulkheadStatistics GetStatistics()
    {
        lock (_lock)
        {
            return new(_active, _queue.Count, _maxConcurrency, _queueLimit, _rejections);
        }
    }

    /// <summary>Changes the size. Those inside stay; when there are too many, nobody gets in until enough have left. Those who wait keep waiting.</summary>
    /// <param name="limits">The new size; validated before.</param>
    public void Resize(BulkheadLimits limits)
    {
        lock (_lock)
        {
            (_maxConcurrency, _queueLimit) = (limits.MaxConcurrency, limits.QueueLimit);
            AdmitNext();
        }
    }

    internal void Release()
    {
        lock (_lock)
        {
            _active--;
            AdmitNext();
        }
    }

    private async Task<RateLimitLease> WaitAsync(QueuedOperation operation, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            (_, token) => Leave(operation, token), state: null).ConfigureAwait(false);
        return await operation.Admission.ConfigureAwait(false);
    }

    // Whoever takes an operation out of the queue, and nobody else, decides what becomes of it.
    private void Leave(QueuedOperation operation, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (operation.Node.List is null)
            {
                return;
            }

            _queue.Remove(operation.Node);
        }

        operation.Cancel(cancellationToken);
    }

    // Under the lock, or a newcomer could take a place before it goes to the first in the queue. What follows an admission runs elsewhere.
    private void AdmitNext()
    {
        while (_active < _maxConcurrency && _queue.First is { } first)
        {
            _queue.Remove(first);
            _active++;
            first.Value.Admit(new BulkheadLease(this));
        }
    }
}
