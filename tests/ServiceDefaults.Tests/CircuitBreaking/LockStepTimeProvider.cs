namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>
/// Runs a few threads one at a time and switches between them only where a schedule says so. A circuit reads the clock
/// between its check without the lock and its lock, the two steps between which other threads can run: so a thread
/// waits for its turn when it reads the clock.
/// </summary>
internal sealed class LockStepTimeProvider : TimeProvider
{
    private static readonly AsyncLocal<Worker?> Current = new();

    private long _now = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        Current.Value?.WaitForTurn();
        return Volatile.Read(ref _now);
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(_now);

    public void Advance(TimeSpan time) => _now += time.Ticks;

    /// <summary>
    /// Runs the threads; the schedule names the thread that makes the next step. When the schedule ends, the rest run
    /// in order.
    /// </summary>
    public static void Run(IEnumerable<int> schedule, Action afterEachStep, params Action[] threads)
    {
        var workers = threads.Select(thread => new Worker(thread)).ToList();
        foreach (var next in schedule)
        {
            workers[next].Step();
            afterEachStep();
        }

        foreach (var worker in workers)
        {
            worker.RunOut();
            worker.Dispose();
            afterEachStep();
        }
    }

    private sealed class Worker : IDisposable
    {
        private readonly SemaphoreSlim _mayGo = new(0);
        private readonly SemaphoreSlim _hasStopped = new(0);
        private readonly Thread _thread;
        private Exception? _failure;
        private volatile bool _isDone;

        public Worker(Action action)
        {
            _thread = new Thread(() =>
            {
                Current.Value = this;
                WaitForTurn();
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    _failure = exception;
                }

                _isDone = true;
                _hasStopped.Release();
            });
            _thread.Start();
            _hasStopped.Wait(CancellationToken.None);
        }

        public void WaitForTurn()
        {
            _hasStopped.Release();
            _mayGo.Wait(CancellationToken.None);
        }

        public void Step()
        {
            if (!_isDone)
            {
                _mayGo.Release();
                _hasStopped.Wait(CancellationToken.None);
            }
        }

        public void Dispose()
        {
            _mayGo.Dispose();
            _hasStopped.Dispose();
        }

        public void RunOut()
        {
            while (!_isDone)
            {
                Step();
            }

            _thread.Join();
            Assert.Null(_failure);
        }
    }
}
