using System.Globalization;
using BenchmarkDotNet.Running;
using Benchmarks;
using Benchmarks.Proxies;

if (args is ["paired"])
{
    await PairedReport.PrintAsync();
    return;
}

if (args is ["memory"])
{
    MemoryReport.Print();
    return;
}

if (args is ["edge"])
{
    await EdgeReport.PrintAsync();
    return;
}

if (args is ["limits"])
{
    await MemoryReport.PrintLimitsAsync();
    return;
}

if (args is ["hot"])
{
    await HotKeyReport.PrintAsync();
    return;
}

if (args is ["hot", var gateway])
{
    await HotKeyReport.PrintAsync(new Uri(gateway));
    return;
}

if (args is ["proxy"])
{
    await ProxyReport.PrintAsync();
    return;
}

if (args is ["upstream", var upstreamPort])
{
    await ProxyServers.RunUpstreamAsync(int.Parse(upstreamPort, CultureInfo.InvariantCulture));
    return;
}

if (args is ["yarp", var yarpPort, var upstream])
{
    await ProxyServers.RunYarpAsync(int.Parse(yarpPort, CultureInfo.InvariantCulture), new Uri(upstream));
    return;
}

if (args is ["copies"])
{
    await MemoryReport.PrintCachedResponsesAsync();
    return;
}

if (args is ["import", var address, var process])
{
    await ImportReport.PrintAsync(new Uri(address), int.Parse(process, CultureInfo.InvariantCulture));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(PipelineBenchmarks).Assembly).Run(args, new InProcessConfig());
