using System.Globalization;

namespace Benchmarks;

/// <summary>
/// What each part of the edge costs a request in CPU time, of this process with all its threads. The hosts take turns,
/// so that all meet the same noise of the machine; the first two are equal and show how much of a difference is noise.
/// </summary>
internal static class EdgeReport
{
    private const int Rounds = 100;
    private const int Requests = 2_000;

    private static readonly EdgeParts[] Parts =
        [EdgeParts.None, EdgeParts.None, EdgeParts.Headers, EdgeParts.Caller, EdgeParts.Limits];

    public static async Task PrintAsync()
    {
        var hosts = new List<EdgeHost>();
        foreach (var parts in Parts)
        {
            hosts.Add(await EdgeHost.StartAsync(parts));
        }

        await RoundAsync(hosts);
        var rounds = new List<double[]>();
        while (rounds.Count < Rounds)
        {
            rounds.Add(await RoundAsync(hosts));
        }

        Console.WriteLine("| us of CPU | first quartile | median | third quartile |\n|---|---|---|---|");
        Write("a request without the edge", rounds.Select(round => round[0]));
        Write("the same host again", rounds.Select(round => round[1] - round[0]));
        Write("headers", rounds.Select(round => round[2] - round[1]));
        Write("authentication and authorization", rounds.Select(round => round[3] - round[2]));
        Write("limits", rounds.Select(round => round[4] - round[3]));
        Write("all three", rounds.Select(round => round[4] - round[1]));
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    private static async Task<double[]> RoundAsync(List<EdgeHost> hosts)
    {
        var costs = new double[hosts.Count];
        for (var host = 0; host < hosts.Count; host++)
        {
            var before = Environment.CpuUsage.TotalTime;
            for (var request = 0; request < Requests; request++)
            {
                await hosts[host].GetAsync();
            }

            costs[host] = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Requests;
        }

        return costs;
    }

    private static void Write(string name, IEnumerable<double> values)
    {
        List<double> sorted = [.. values.Order()];
        var quartiles = new[] { Rounds / 4, Rounds / 2, Rounds * 3 / 4 }
            .Select(rank => sorted[rank].ToString("0.0", CultureInfo.InvariantCulture));
        Console.WriteLine($"| {name} | {string.Join(" | ", quartiles)} |");
    }
}
