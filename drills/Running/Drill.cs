using Drills.Load;
using Drills.Target;

namespace Drills.Running;

/// <summary>One drill: it breaks something under load, mends it, and says what must be true of the answers.</summary>
internal abstract class Drill
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What it shows, in a sentence.</summary>
    public abstract string Shows { get; }

    /// <summary>Requests a second.</summary>
    public virtual double Rate => 60;

    /// <summary>Whether it kills the gateway, so that it cannot always be reached.</summary>
    public virtual bool KillsGateway => false;

    /// <summary>Breaks it. Returns when it is broken.</summary>
    public abstract Task BreakAsync(DrillContext drill, CancellationToken cancellationToken);

    /// <summary>Mends it. Returns when what was broken works again; the rest of the system may need longer.</summary>
    public virtual Task MendAsync(DrillContext drill, CancellationToken cancellationToken) =>
        drill.System.MendAsync(cancellationToken);

    /// <summary>What this drill requires, beyond what all require.</summary>
    public virtual IEnumerable<Check> Judge(DrillRun run) => [];
}

/// <summary>What a drill can use.</summary>
/// <param name="System">The system.</param>
/// <param name="Recorder">The record of the load.</param>
internal sealed record DrillContext(DrillSystem System, Recorder Recorder)
{
    /// <summary>What is to be disposed of when the drill mends.</summary>
    public List<IAsyncDisposable> Held { get; } = [];

    /// <summary>Callers beside the steady load, if the drill has any.</summary>
    public ExtraLoad? Extra { get; private set; }

    /// <summary>Starts callers beside the steady load, which end when the drill mends.</summary>
    public void AddCallers(int callers, Func<CancellationToken, Task> send) =>
        Held.Add(Extra = new(callers, send));

    /// <summary>Numbers of the drill itself, for its checks and the report.</summary>
    public Dictionary<string, double> Numbers { get; } = new(StringComparer.Ordinal);
}

/// <summary>A condition that a drill must meet.</summary>
/// <param name="Requires">The condition, as a sentence.</param>
/// <param name="IsMet">Whether it is met.</param>
/// <param name="Found">What was found.</param>
internal sealed record Check(string Requires, bool IsMet, string Found)
{
    /// <summary>A number that must not exceed a limit.</summary>
    public static Check AtMost(string what, double found, double limit, string unit = "") => new(
        Text($"{what}: at most {limit:0.###}{unit}"), found <= limit, Text($"{found:0.###}{unit}"));

    /// <summary>A number that must reach a limit.</summary>
    public static Check AtLeast(string what, double found, double limit, string unit = "") => new(
        Text($"{what}: at least {limit:0.###}{unit}"), found >= limit, Text($"{found:0.###}{unit}"));

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
