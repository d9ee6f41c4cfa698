using Drills.Target;
using Faults;

namespace Drills.Running;

/// <summary>
/// Kills, freezes, slows and restarts parts at random, one or two at a time, and mends them again. A seed gives the
/// same faults in the same order; their times differ, because processes start when they start.
/// </summary>
internal sealed class Soak(int seed, TimeSpan length, Action<string> say) : Drill
{
    private const double SharePairs = 0.3;

    private static readonly TimeSpan LongestFault = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1.5);

    private readonly Random _random = new(seed);

    /// <inheritdoc/>
    public override string Name => $"soak-{seed}";

    /// <inheritdoc/>
    public override string Shows => "Whatever dies, freezes or lies, the history keeps every promise.";

    /// <inheritdoc/>
    public override double Rate => 80;

    /// <inheritdoc/>
    public override bool KillsGateway => true;

    /// <inheritdoc/>
    public override async Task BreakAsync(DrillContext drill, CancellationToken cancellationToken)
    {
        var start = drill.Recorder.Now;
        var faults = 0;
        while (drill.Recorder.Now - start < length)
        {
            for (var count = _random.NextDouble() < SharePairs ? 2 : 1; count > 0; count--)
            {
                say(await InflictAsync(drill.System, cancellationToken));
                faults++;
            }

            await Task.Delay(LongestFault * _random.NextDouble(), TimeProvider.System, cancellationToken);
            await drill.System.MendAsync(cancellationToken);
            await Task.Delay(LongestPause * _random.NextDouble(), TimeProvider.System, cancellationToken);
        }

        drill.Numbers["faults"] = faults;
    }

    private async Task<string> InflictAsync(DrillSystem system, CancellationToken cancellationToken)
    {
        var resource = Replicas.Everything[_random.Next(Replicas.Everything.Count)];
        switch (_random.Next(9))
        {
            case < 3:
                await system.KillAsync(resource, cancellationToken);
                return $"kill {resource}";
            case < 5:
                await system.FreezeAsync(resource, cancellationToken);
                return $"freeze {resource}";
            case 5:
                system.Api.Judge = DelayAsync;
                return "slow link to the API";
            case 6:
                system.Api.Judge = (_, _) => ValueTask.FromResult(
                    (HttpFault)Random.Shared.Next(Enum.GetValues<HttpFault>().Length));
                return "a proxy that lies";
            case 7:
                system.Database.Judge = SpoilAsync;
                return "lost commits";
            default:
                system.Api.CutAll();
                system.Database.CutAll();
                return "cut connections";
        }
    }

    private static async ValueTask<HttpFault> DelayAsync(string requestLine, CancellationToken cancellationToken)
    {
        await Task.Delay(LongestDelay * Random.Shared.NextDouble(), TimeProvider.System, cancellationToken);
        return HttpFault.None;
    }

    private static ValueTask<RelayFate> SpoilAsync(bool isCommit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            isCommit && Random.Shared.NextDouble() < 0.3
                ? (RelayFate)Random.Shared.Next(Enum.GetValues<RelayFate>().Length)
                : RelayFate.Pass);
}
