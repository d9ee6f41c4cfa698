using Drills.History;
using Drills.Load;
using Drills.Target;

namespace Drills.Running;

/// <summary>Runs a drill on a running system.</summary>
internal sealed class DrillRunner(DrillSystem system, TimeSpan length, Action<string> say)
{
    private const int Patients = 40;
    private const double ShareBefore = 0.2;
    private const double ShareDuring = 0.4;

    // Most need a second. A machine that is busy with other work needs longer, and that is no fault of the system.
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(60);

    private const double WarmUpRate = 60;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private int _number;

    /// <summary>Requests a second. Default: what the drill says.</summary>
    public double? Rate { get; init; }

    /// <summary>Decides on the load. Default: the number of the drill.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Drives load that is not recorded: for some seconds after its start, a process compiles what it runs for the
    /// first time, and the first drill would measure that.
    /// </summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var unrecorded = new Recorder();
        var load = new MixedLoad(new(system.Gateways, unrecorded), unrecorded, "warm-up-", seed: 0);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(SettleTimeout);
        await load.PrepareAsync(Patients, end.Token);
        end.CancelAfter(WarmUp);
        await load.RunAsync(Rate ?? WarmUpRate, end.Token);
    }

    /// <summary>Drives load, breaks, mends, settles what is unknown, and checks the history.</summary>
    public async Task<DrillRun> RunAsync(Drill drill, CancellationToken cancellationToken)
    {
        var recorder = new Recorder();
        var context = new DrillContext(system, recorder);
        var prefix = $"{drill.Name}-{++_number}-";
        IReadOnlyList<HttpClient> gateways = drill.KillsGateway ? system.Gateways : [system.Gateway];
        var load = new MixedLoad(new(gateways, recorder), recorder, prefix, Seed ?? _number);
        var watch = new CircuitWatch(system.Observer, recorder);
        using var preparing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        preparing.CancelAfter(SettleTimeout);
        await load.PrepareAsync(Patients, preparing.Token);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] background = [load.RunAsync(Rate ?? drill.Rate, end.Token), watch.RunAsync(end.Token)];
        TimeSpan broken, mending, mended;
        try
        {
            await WaitAsync(length * ShareBefore, cancellationToken);
            broken = recorder.Now;
            await drill.BreakAsync(context, cancellationToken);
            say($"{drill.Name}: broken after {(recorder.Now - broken).TotalSeconds:0.0} s");
            await WaitAsync(length * ShareDuring - (recorder.Now - broken), cancellationToken);
            mending = recorder.Now;
            await MendAsync(drill, context, cancellationToken);
            mended = recorder.Now;
            say($"{drill.Name}: mended");
            await WaitAsync(length * (1 - ShareBefore - ShareDuring), cancellationToken);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(background);
            await MendAsync(drill, context, CancellationToken.None);
        }

        var loadEnd = recorder.Now;
        say($"{drill.Name}: settling {load.Unsettled} writes of unknown outcome");
        using var settling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        settling.CancelAfter(SettleTimeout);
        await load.SettleAsync(settling.Token);
        var unread = await load.ReadAllAsync(settling.Token);
        var committed = await new CommitLog(system).ReadAsync(prefix, cancellationToken);
        return new()
        {
            Drill = drill,
            Samples = [.. recorder.Samples.OrderBy(sample => sample.Intended)],
            Operations = recorder.Operations,
            Violations = HistoryChecker.Check(recorder.Operations, committed),
            Committed = committed,
            Circuits = watch.Samples,
            Numbers = context.Numbers,
            Broken = broken,
            Mending = mending,
            Mended = mended,
            End = loadEnd,
            Unread = unread,
            Unsettled = load.Unsettled,
        };
    }

    private static async Task MendAsync(Drill drill, DrillContext context, CancellationToken cancellationToken)
    {
        foreach (var held in context.Held)
        {
            await held.DisposeAsync();
        }

        context.Held.Clear();
        if (context.Extra is { } extra)
        {
            context.Numbers[DrillRun.Unanswered] = extra.Unanswered;
        }

        await drill.MendAsync(context, cancellationToken);
    }

    private static Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) =>
        Task.Delay(time > TimeSpan.Zero ? time : TimeSpan.Zero, TimeProvider.System, cancellationToken);
}
