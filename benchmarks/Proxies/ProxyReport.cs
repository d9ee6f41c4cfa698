using System.Globalization;

namespace Benchmarks.Proxies;

/// <summary>
/// Compares the gateway, with all its patterns, with YARP with one route, in front of the same service. <c>wrk</c>
/// sends to them alternately; it has to be installed.
/// </summary>
internal static class ProxyReport
{
    public const string Environment = "Production";

    private const int Pairs = 5;
    private const string Path = "/api/v1/patients/01941f2a-6660-7000-8000-000000000001";

    public static async Task PrintAsync()
    {
        using var upstream = ProxyProcess.Start("Benchmarks.dll", port => ["upstream", port]);
        using var yarp = ProxyProcess.Start("Benchmarks.dll", port => ["yarp", port, upstream.Address.ToString()]);
        using var gateway = GatewayProcess.Start(upstream.Address);
        foreach (var server in (ProxyProcess[])[upstream, yarp, gateway.Process])
        {
            await server.WaitUntilItAnswersAsync(Path, gateway.Key);
        }

        await RunAsync(yarp, gateway.Key, seconds: 5);
        await RunAsync(gateway.Process, gateway.Key, seconds: 5);
        for (var pair = 0; pair < Pairs; pair++)
        {
            var (bare, ours) = (await RunAsync(yarp, gateway.Key), await RunAsync(gateway.Process, gateway.Key));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"gateway / YARP: {ours.Rate / bare.Rate:N2} of the requests a second, "
                + $"{ours.CpuOfOne / bare.CpuOfOne:N2} times the CPU of a request "
                + $"({ours.CpuOfOne.TotalMicroseconds:N0} and {bare.CpuOfOne.TotalMicroseconds:N0} us)"));
        }
    }

    private static async Task<Load> RunAsync(ProxyProcess server, string key, int seconds = 10)
    {
        var before = server.Cpu;
        var load = await Wrk.RunAsync(new Uri(server.Address, Path), key, seconds);
        return new(load.Rate, (server.Cpu - before) / load.Requests);
    }

    private sealed record Load(double Rate, TimeSpan CpuOfOne);
}
