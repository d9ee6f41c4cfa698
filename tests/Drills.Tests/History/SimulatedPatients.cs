using Drills.History;

namespace Drills.Tests.History;

/// <summary>The bugs that the simulated service can have.</summary>
internal enum Bug
{
    None,

    /// <summary>Some writes are acknowledged and not executed.</summary>
    LostWrite,

    /// <summary>Some writes are executed a second time later.</summary>
    DoubledWrite,

    /// <summary>Some cached responses are labelled <c>primary</c>.</summary>
    StaleLabelledPrimary,

    /// <summary>The age of cached responses is rounded down.</summary>
    AgeTooSmall,
}

/// <summary>
/// An in-memory patient service in virtual time, with concurrent clients, an outage with cached responses, lost
/// responses, rejections, and a switch for each bug.
/// </summary>
internal sealed class SimulatedPatients(Bug bug, int seed, int patients, int clients)
{
    private const double Share = 0.02;

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, string?> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string? Value, TimeSpan AsOf)> _cached = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Patient, string? Value), int> _committed = [];
    private readonly PriorityQueue<Action, TimeSpan> _events = new();
    private readonly List<Operation> _history = [];
    private TimeSpan _now;
    private int _left;
    private int _values;

    public IReadOnlyList<CommittedWrite> Committed =>
        [.. _committed.Select(write => new CommittedWrite(write.Key.Patient, write.Key.Value, write.Value))];

    public IReadOnlyList<Operation> Run(int operations)
    {
        _left = operations;
        for (var client = 0; client < clients; client++)
        {
            var number = client;
            At(Some(5), () => Begin(number));
        }

        while (_events.TryDequeue(out var happen, out _now))
        {
            happen();
        }

        return _history;
    }

    private bool IsOutage => _now.Seconds % 10 >= 6;

    private void Begin(int client)
    {
        if (_left-- <= 0)
        {
            return;
        }

        var patient = $"patient-{_random.Next(patients)}";
        var operation = new Operation
        {
            Client = client,
            Kind = Rolls(0.3) ? OperationKind.Replace : OperationKind.Read,
            Patient = patient,
            Start = _now,
            Outcome = Outcome.Ok,
        };
        At(Some(20), () => Happen(operation));
    }

    private void Happen(Operation operation)
    {
        var done = operation.IsWrite ? Write(operation) : Read(operation);
        At(Some(20), () =>
        {
            _history.Add(done.Outcome is Outcome.Ambiguous ? done : done with { End = _now });
            At(Some(5), () => Begin(operation.Client));
        });
    }

    private Operation Write(Operation operation)
    {
        var write = operation with { Value = $"v{++_values}" };
        if (IsOutage || Rolls(0.05))
        {
            return write with { Outcome = Outcome.Refused };
        }

        var isLost = Rolls(0.05);
        if (!(bug == Bug.LostWrite && Rolls(Share)) && !(isLost && Rolls(0.5)))
        {
            Commit(write);
        }

        if (bug == Bug.DoubledWrite && Rolls(Share))
        {
            At(Some(100), () => Commit(write));
        }

        return isLost ? write with { Outcome = Outcome.Ambiguous } : write;
    }

    private void Commit(Operation write)
    {
        _stored[write.Patient] = write.Value;
        var key = (write.Patient, write.Value);
        _committed[key] = _committed.GetValueOrDefault(key) + 1;
    }

    private Operation Read(Operation read)
    {
        var isMislabelled = bug == Bug.StaleLabelledPrimary && Rolls(Share);
        if ((IsOutage || isMislabelled) && _cached.TryGetValue(read.Patient, out var cached))
        {
            var age = (_now - cached.AsOf).TotalSeconds;
            return read with
            {
                Value = cached.Value,
                Outcome = isMislabelled ? Outcome.Ok : Outcome.Stale,
                Source = isMislabelled ? "primary" : "cache",
                Age = TimeSpan.FromSeconds(bug == Bug.AgeTooSmall ? Math.Floor(age) : Math.Ceiling(age)),
            };
        }

        if (IsOutage)
        {
            return read with { Outcome = Outcome.Refused };
        }

        var value = _stored.GetValueOrDefault(read.Patient);
        // The cache keeps the first response, so that cached ones get old.
        if (!_cached.TryGetValue(read.Patient, out var known) || _now - known.AsOf > TimeSpan.FromSeconds(3))
        {
            _cached[read.Patient] = (value, read.Start);
        }

        return read with { Value = value, Source = "primary" };
    }

    private bool Rolls(double share) => _random.NextDouble() < share;

    private TimeSpan Some(int milliseconds) => TimeSpan.FromTicks(
        _random.NextInt64(1, milliseconds * TimeSpan.TicksPerMillisecond));

    private void At(TimeSpan delay, Action happen) => _events.Enqueue(happen, _now + delay);
}
