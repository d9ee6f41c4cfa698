using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.InboundLimits.Internal;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>The Lua script on a real server, compared with the same decisions in this process.</summary>
public sealed class InboundLimitScriptTests(VirtualRedis redis) : IClassFixture<VirtualRedis>
{
    private const long Start = 1_700_000_000_000_000;

    private static readonly InboundWindowOptions Minute = new() { Permits = 100 };
    private static readonly InboundWindowOptions Hour = new() { Permits = 1000, Period = TimeSpan.FromHours(1) };

    [Fact]
    public async Task Script_AnyRequests_DecidesLikeTheLocalRules() =>
        await Gen.Select(Arrivals.Windows, Arrivals.Requests).SampleAsync(
            async (windows, requests) =>
            {
                var set = Arrivals.Tier(windows).Common;
                var partition = new Partition(default, new FakeTimeProvider());
                var (key, now) = (NewKey(), Start);
                foreach (var (wait, permits, _) in requests)
                {
                    now += wait;
                    var expected = partition.CheckLocal(set, permits, now);

                    var answer = await redis.AskAsync(key, new(set, permits, permits, Unused: 0, []), now);

                    Assert.Equal(expected.Windows, answer.Windows);
                    Assert.Equal(expected.IsAllowed, answer.IsAllowed);
                    Assert.Equal(expected.IsAllowed ? permits : 0, answer.Taken);
                }
            },
            iter: 80,
            threads: 2);

    [Fact]
    public async Task Script_Lease_IsATenthOfTheRemainingPermitsDividedByTheReplicas()
    {
        var (set, key) = (Arrivals.Tier([Minute, Hour]).Common, NewKey());

        var first = await redis.AskAsync(key, Wanting(set, 1000), Start, replicas: 3);
        await redis.AskAsync(key, new(set, 80, 80, Unused: 0, []), Start);
        var nearTheLimit = await redis.AskAsync(key, Wanting(set, 1000), Start, replicas: 3);

        Assert.Equal((3, 97), (first.Taken, first.Windows[0].Remaining));
        Assert.Equal(1, nearTheLimit.Taken);
        // Until the slice of the minute ends, minus one hundredth.
        Assert.Equal(TimeSpan.FromMicroseconds((6_000_000 - (Start % 6_000_000)) * 0.99), first.Lifetime);
    }

    [Fact]
    public async Task Script_UnusedPermits_AreReturnedToTheirSlice()
    {
        var (set, key) = (Arrivals.Tier([Minute]).Common, NewKey());
        var lease = await redis.AskAsync(key, Wanting(set, 10), Start);

        var answer = await redis.AskAsync(key, new(set, 1, 1, Unused: 9, lease.Slices), Start + 6_000_000);
        var late = await redis.AskAsync(key, new(set, 1, 1, Unused: 9, lease.Slices), Start + 80_000_000);

        Assert.Equal(10, lease.Taken);
        Assert.Equal(98, answer.Windows[0].Remaining);
        // Their slice has expired, so nothing is returned to it.
        Assert.Equal(99, late.Windows[0].Remaining);
    }

    [Fact]
    public async Task Script_ClockSetBack_AllowsNoExtraRequests()
    {
        var (set, key) = (Arrivals.Tier([new() { Permits = 3 }]).Common, NewKey());
        Assert.True((await redis.AskAsync(key, new(set, 3, 3, 0, []), Start)).IsAllowed);

        Assert.False((await redis.AskAsync(key, new(set, 1, 1, 0, []), Start - 3_600_000_000)).IsAllowed);
    }

    [Fact]
    public async Task Script_RejectedByTheHour_UsesNoPermitOfTheMinute()
    {
        var (set, key) = (Arrivals.Tier([Minute, new() { Permits = 5, Period = Hour.Period }]).Common, NewKey());
        await redis.AskAsync(key, new(set, 5, 5, 0, []), Start);

        var refused = await redis.AskAsync(key, new(set, 1, 1, 0, []), Start);

        Assert.False(refused.IsAllowed);
        Assert.Equal([false, true], refused.Windows.Select(window => window.IsViolated));
        Assert.Equal(95, refused.Windows[0].Remaining);
    }

    [Fact]
    public async Task Script_FullPartition_NeedsFewBytesAndExpires()
    {
        var (set, key) = (Arrivals.Tier([Minute, Hour]).Common, NewKey());
        for (var request = 0; request < 12; request++)
        {
            await redis.AskAsync(key, new(set, 8, 8, 0, []), Start + (request * 6_100_000));
        }

        var entries = await redis.Database.HashGetAllAsync(key);
        var life = await redis.Database.KeyTimeToLiveAsync(key);

        Assert.Equal(2, entries.Length);
        Assert.InRange(entries.Sum(entry => entry.Name.Length() + entry.Value.Length()), 20, 150);
        Assert.InRange(life!.Value, TimeSpan.FromMinutes(65), TimeSpan.FromMinutes(67));
    }

    private static SharedRequest Wanting(WindowSet set, int permits) => new(set, 1, permits, Unused: 0, []);

    private static string NewKey() => $"limits:{Guid.NewGuid():N}";
}
