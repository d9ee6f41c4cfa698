using System.Threading.RateLimiting;
using ServiceDefaults.Bulkheads.Internal;

namespace ServiceDefaults.Bulkheads;

/// <summary>
/// Limits how many operations run at once and how many wait, first come, first served. Unlike a
/// <see cref="ConcurrencyLimiter"/>, it can be resized while in use, and it can keep a permit for an operation that was
/// abandoned but has not ended. Thread-safe.
/// </summary>
public sealed class Bulkhead
{
    private readonly Lock _lock = new();
    private readonly LinkedList<QueuedOperation> _queue = new();
    private int _maxConcurrency;
    private int _limit;
    private int _queueLimit;
    private ConcurrencyController? _controller;
    private int _active;
    private long _rejections;
    private long _saturations;
    private long _returns;

    /// <summary>Creates an empty bulkhead.</summary>
    /// <param name="limits">The size; already validated.</param>
    public Bulkhead(BulkheadLimits limits)
    {
        _limit = limits.MaxConcurrency;
        Configure(limits);
    }

    /// <summary>
    /// Operations that found all permits in use since the process started, whether they waited or were rejected.
    /// </summary>
    public long Saturations => Volatile.Read(ref _saturations);

    /// <summary>Permits returned since the process started.</summary>
    internal long Returns => Volatile.Read(ref _returns);

    internal bool IsAdaptive => Volatile.Read(ref _controller) is not null;

    /// <summary>Acquires a permit, or waits for one.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>
    /// A lease that returns the permit when it is disposed of. It is not acquired if all permits are in use and the
    /// queue is full.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting.</exception>
    public ValueTask<RateLimitLease> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        QueuedOperation operation;
        lock (_lock)
        {
            if (_active < _limit)
            {
                Enter();
                return new(new BulkheadLease(this));
            }

            _saturations++;
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

    /// <summary>Reads the current statistics.</summary>
    /// <returns>A consistent snapshot.</returns>
    public BulkheadStatistics GetStatistics()
    {
        lock (_lock)
        {
            return new(_active, _queue.Count, _maxConcurrency, _queueLimit, _rejections) { ConcurrencyLimit = _limit };
        }
    }

    /// <summary>
    /// Changes the size. Running operations keep their permits: if there are too many, no operation is admitted until
    /// enough have ended. Queued operations stay queued. An adapted number of permits is kept, within its new bounds.
    /// </summary>
    /// <param name="limits">The new size; already validated.</param>
    public void Resize(BulkheadLimits limits)
    {
        lock (_lock)
        {
            Configure(limits);
            AdmitNext();
        }
    }

    /// <summary>Counts an operation that has ended; adapts the number of permits if it is time to.</summary>
    internal void Record(in MeasuredOperation operation, TimeProvider time)
    {
        lock (_lock)
        {
            if (_controller is { } controller)
            {
                controller.Record(operation, _active, time);
                _limit = controller.Limit;
                AdmitNext();
            }
        }
    }

    internal void Release()
    {
        lock (_lock)
        {
            _active--;
            _returns++;
            AdmitNext();
        }
    }

    private async Task<RateLimitLease> WaitAsync(QueuedOperation operation, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            (_, token) => Leave(operation, token), state: null).ConfigureAwait(false);
        return await operation.Admission.ConfigureAwait(false);
    }

    // The code that removes an operation from the queue is the only code that completes it.
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

    // Runs under the lock, so that a new operation cannot take the permit before the first in the queue. Continuations
    // of the admitted operation run on another thread.
    private void AdmitNext()
    {
        while (_active < _limit && _queue.First is { } first)
        {
            _queue.Remove(first);
            Enter();
            first.Value.Admit(new BulkheadLease(this));
        }
    }

    private void Enter()
    {
        _active++;
        _controller?.Entered(_active);
    }

    private void Configure(BulkheadLimits limits)
    {
        (_maxConcurrency, _queueLimit) = (limits.MaxConcurrency, limits.QueueLimit);
        _controller = limits.Adaptive.Enabled
            ? new(limits.Adaptive, _maxConcurrency, _controller is null ? _maxConcurrency : _limit)
            : null;
        _limit = _controller?.Limit ?? _maxConcurrency;
    }
}
