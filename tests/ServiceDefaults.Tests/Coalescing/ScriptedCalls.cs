namespace ServiceDefaults.Tests.Coalescing;

/// <summary>Calls that were sent, in order; each ends when the test completes it or when it is cancelled.</summary>
internal sealed class ScriptedCalls
{
    private readonly Lock _lock = new();
    private readonly List<ScriptedCall> _calls = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _calls.Count;
            }
        }
    }

    public ScriptedCall this[int index]
    {
        get
        {
            lock (_lock)
            {
                return _calls[index];
            }
        }
    }

    public Task<int> SendAsync(CancellationToken cancellationToken)
    {
        var call = new ScriptedCall(cancellationToken);
        lock (_lock)
        {
            _calls.Add(call);
        }

        return call.Task;
    }
}

/// <summary>One call.</summary>
internal sealed class ScriptedCall
{
    private readonly TaskCompletionSource<int> _end = new();

    public ScriptedCall(CancellationToken cancellationToken) => cancellationToken.Register(() =>
    {
        IsCancelled = true;
        _end.TrySetCanceled(cancellationToken);
    });

    public bool IsCancelled { get; private set; }

    public Task<int> Task => _end.Task;

    public void Answer(int value) => _end.TrySetResult(value);

    public void Fail(Exception exception) => _end.TrySetException(exception);
}
