using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Polly.RateLimiting;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>No sequence of changes of a bulkhead's size admits more operations than its sizes allow.</summary>
public sealed class ReloadAdmissionTests
{
    private const string Own = "Resilience:Pipelines:thing:Bulkhead:";

    [Fact]
    public async Task Change_OfTheBulkhead_NeverAdmitsMoreThanTheLargerOfOldAndNewSize()
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Cache), time: new FakeTimeProvider());
        await Gen.Select(Gen.Int[1, 8], Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 4]).List[1, 8].SampleAsync(
            async steps =>
            {
                var (inside, running) = (new List<Gate>(), new List<Task>());
                foreach (var (places, queue, come, leave) in steps)
                {
                    var before = Bulkhead(host).GetStatistics();
                    host.Change((Own + "MaxConcurrency", $"{places}"), (Own + "QueueLimit", $"{queue}"));
                    AssertWithin(Bulkhead(host).GetStatistics(), Math.Max(before.Active, places), places);
                    for (var one = 0; one < come; one++)
                    {
                        var gate = new Gate();
                        inside.Add(gate);
                        running.Add(RunAsync(host, gate));
                    }

                    AssertWithin(Bulkhead(host).GetStatistics(), Math.Max(before.Active, places), places);
                    inside.Take(leave).ToList().ForEach(gate => gate.Open());
                    inside.RemoveRange(0, Math.Min(leave, inside.Count));
                }

                inside.ForEach(gate => gate.Open());
                await Task.WhenAll(running);
            },
            iter: 50,
            threads: 1);
        Assert.Equal((0, 0), (Bulkhead(host).GetStatistics().Active, Bulkhead(host).GetStatistics().Queued));
    }

    private static void AssertWithin(BulkheadStatistics now, int most, int places)
    {
        Assert.Equal(places, now.MaxConcurrency);
        Assert.InRange(now.Active, 0, most);
    }

    // A rejection is fine: this test only counts the operations inside.
    private static async Task RunAsync(PipelineHost host, Gate gate)
    {
        try
        {
            await host.RunAsync(DependencyKind.Cache, gate.PassAsync);
        }
        catch (RateLimiterRejectedException)
        {
            gate.Open();
        }
    }

    private static Bulkhead Bulkhead(PipelineHost host)
    {
        _ = host.Pipeline("thing");
        return host.State().Bulkhead!.Common;
    }
}
