using BenchmarkDotNet.Running;
using Benchmarks;

if (args is ["memory"])
{
    MemoryReport.Print();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(PipelineBenchmarks).Assembly).Run(args, new InProcessConfig());
