using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Polly;

namespace Benchmarks;

/// <summary>
/// The success path of our pipeline and of Polly's in many short turns: both then meet the same noise of the machine,
/// so the median of their ratios is steadier than the ratio of two long measurements.
/// </summary>
internal static class PairedReport
{
    private const int Turns = 200;
    private const int Calls = 10_000;

    public static async Task PrintAsync()
    {
        using MeterListener everything = Hosts.Listen(_ => true);
        using IHost ours = Hosts.Ours(), pollys = Hosts.Pollys();
        var (our, polly) = (Hosts.PipelineOf(ours), Hosts.PipelineOf(pollys));
        Console.WriteLine("| | first quartile | median | third quartile |\n|---|---|---|---|");
        await CompareAsync("completes at once", our, polly, static _ => new(42));
        await CompareAsync("does not", our, polly, static _ => YieldAsync());
    }

    private static async Task CompareAsync(
        string work, ResiliencePipeline our, ResiliencePipeline polly, Func<CancellationToken, ValueTask<int>> execute)
    {
        await TurnAsync(our, execute);
        await TurnAsync(polly, execute);
        List<(double Ours, double Pollys)> turns = [];
        while (turns.Count < Turns)
        {
            turns.Add((await TurnAsync(our, execute), await TurnAsync(polly, execute)));
        }

        Write($"work that {work}: ours, ns", turns.Select(turn => turn.Ours));
        Write("Polly's, ns", turns.Select(turn => turn.Pollys));
        Write("ratio", turns.Select(turn => turn.Ours / turn.Pollys));
    }

    private static async Task<double> TurnAsync(
        ResiliencePipeline pipeline, Func<CancellationToken, ValueTask<int>> execute)
    {
        var started = Stopwatch.GetTimestamp();
        for (var call = 0; call < Calls; call++)
        {
            await pipeline.ExecuteAsync(execute, CancellationToken.None);
        }

        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / Calls;
    }

    private static async ValueTask<int> YieldAsync()
    {
        await Task.Yield();
        return 42;
    }

    private static void Write(string name, IEnumerable<double> values)
    {
        List<double> sorted = [.. values.Order()];
        var quartiles = new[] { Turns / 4, Turns / 2, Turns * 3 / 4 }
            .Select(rank => sorted[rank].ToString("0.00", CultureInfo.InvariantCulture));
        Console.WriteLine($"| {name} | {string.Join(" | ", quartiles)} |");
    }
}
