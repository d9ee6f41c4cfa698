using Drills.History;
using Drills.Load;
using Drills.Target;

namespace Drills.Running;

/// <summary>A part of a drill.</summary>
internal enum Phase
{
    /// <summary>Nothing is broken.</summary>
    Before,

    /// <summary>Something is broken.</summary>
    During,

    /// <summary>Processes start again, beside those that are measured, on the same cores.</summary>
    Mending,

    /// <summary>What was broken works again.</summary>
    After,
}

/// <summary>What happened in a drill.</summary>
internal sealed record DrillRun
{
    /// <summary>The number of requests of callers beside the steady load that were not answered.</summary>
    public const string Unanswered = "requests of other callers without an answer";

    /// <summary>The drill.</summary>
    public required Drill Drill { get; init; }

    /// <summary>The requests, in the order in which they were due.</summary>
    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>The history.</summary>
    public required IReadOnlyCollection<Operation> Operations { get; init; }

    /// <summary>What the checker found.</summary>
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>What the database has committed.</summary>
    public required IReadOnlyList<CommittedWrite> Committed { get; init; }

    /// <summary>States of the gateway's circuits.</summary>
    public required IReadOnlyCollection<CircuitSample> Circuits { get; init; }

    /// <summary>Numbers of the drill itself.</summary>
    public required IReadOnlyDictionary<string, double> Numbers { get; init; }

    /// <summary>When it was broken.</summary>
    public required TimeSpan Broken { get; init; }

    /// <summary>When the mending began.</summary>
    public required TimeSpan Mending { get; init; }

    /// <summary>When it was mended.</summary>
    public required TimeSpan Mended { get; init; }

    /// <summary>When the load ended.</summary>
    public required TimeSpan End { get; init; }

    /// <summary>Patients that could not be read from the primary source in the end.</summary>
    public required int Unread { get; init; }

    /// <summary>Writes of unknown outcome in the end.</summary>
    public required int Unsettled { get; init; }

    /// <summary>The requests of a part of the drill.</summary>
    public IEnumerable<Sample> In(Phase phase) => Samples.Where(sample => PhaseOf(sample.Intended) == phase);

    /// <summary>When the circuit of a dependency was first seen open after the break.</summary>
    public TimeSpan? OpenSince(string dependency) => Circuits
        .Where(sample => sample.Time >= Broken && sample.Circuits.GetValueOrDefault(dependency) == "open")
        .Select(sample => (TimeSpan?)sample.Time).FirstOrDefault();

    private Phase PhaseOf(TimeSpan time) => time switch
    {
        _ when time < Broken => Phase.Before,
        _ when time < Mending => Phase.During,
        _ when time < Mended => Phase.Mending,
        _ => Phase.After,
    };
}
