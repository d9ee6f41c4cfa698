using System.Net;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.InboundLimits.Internal;
using ServiceDefaults.Tests.Caching;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>The retained memory of twice as many callers as there may be partitions.</summary>
[Collection(nameof(ProcessMemory))]
public sealed class PartitionMemoryTests(ITestOutputHelper output)
{
    private const int Count = 10_000;

    private readonly FakeTimeProvider _time = new();
    private readonly TierLimits _tier = Arrivals.Tier([new(), new() { Period = TimeSpan.FromHours(1) }]);

    [Fact]
    public void Partitions_DecidedLocally_NeedLessThanFiveMegabytes() => Assert.InRange(
        KeptBy(partition => partition.CheckLocal(_tier.Common, 1, now: 1)), 1, 5_000_000);

    [Fact]
    public void Partitions_WithLeases_NeedLessThanEightMegabytes() => Assert.InRange(
        KeptBy(partition =>
        {
            var windows = _tier.Windows.Select(window => new InboundLimitWindow { Name = window.Name }).ToArray();
            partition.TryUseLease(_tier.Common, 0, 1, out _);
            partition.Settle(
                partition.Plan(_tier.Common, 1, 0),
                new(IsAllowed: true, 2, TimeSpan.FromSeconds(1), windows, [1, 1], Sent: 0, Received: 0));
        }),
        1,
        8_000_000);

    // Other threads allocate, and earlier tests leave garbage: the memory of the partitions is the minimum of several
    // measurements of their second half.
    private long KeptBy(Action<Partition> use) =>
        Enumerable.Range(0, 7).Select(_ => MeasureOnce(use)).Where(kept => kept > 0).Min();

    private long MeasureOnce(Action<Partition> use)
    {
        var table = new PartitionTable("tier", _time);
        Fill(table, use, 0, Count / 2);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Fill(table, use, Count / 2, Count * 2);
        var kept = (GC.GetTotalMemory(forceFullCollection: true) - before) * 2;
        Assert.Equal(Count, table.Count);
        GC.KeepAlive(table);
        output.WriteLine($"{kept / Count} bytes a partition");
        return kept;
    }

    private void Fill(PartitionTable table, Action<Partition> use, int from, int to)
    {
        for (var number = from; number < to; number++)
        {
            var address = new IPAddress(0x0A000000L + number);
            use(table.Get(InboundPartition.ForAddress(address), Count, _tier.Retention, now: 1));
        }
    }
}
