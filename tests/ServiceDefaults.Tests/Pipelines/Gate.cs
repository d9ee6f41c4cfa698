namespace ServiceDefaults.Tests.Pipelines;

/// <summary>
/// Operations that start, are counted, and wait until the gate is opened, so that a test can count the running ones
/// without waiting for time.
/// </summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _entered;

    public int Entered => Volatile.Read(ref _entered);

    public void Open() => _open.TrySetResult();

    /// <summary>The operation, which ends when the gate opens.</summary>
    public async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _entered);
        await _open.Task.WaitAsync(cancellationToken);
    }
}
