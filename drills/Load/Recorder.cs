using System.Collections.Concurrent;
using Drills.History;

namespace Drills.Load;

/// <summary>Records the load: what was sent and answered, on one monotonic clock.</summary>
internal sealed class Recorder
{
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly ConcurrentQueue<Operation> _operations = [];
    private readonly ConcurrentQueue<Sample> _samples = [];

    /// <summary>The time since the start.</summary>
    public TimeSpan Now => TimeProvider.System.GetElapsedTime(_started);

    /// <summary>The history so far.</summary>
    public IReadOnlyCollection<Operation> Operations => _operations;

    /// <summary>The requests so far.</summary>
    public IReadOnlyCollection<Sample> Samples => _samples;

    /// <summary>Adds an operation to the history.</summary>
    public void Add(Operation operation) => _operations.Enqueue(operation);

    /// <summary>Adds a request.</summary>
    public void Add(Sample sample) => _samples.Enqueue(sample);
}
