using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.InboundLimits.Internal;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>
/// Random requests to three replicas with leases and skewed clocks, one server, and a time that the test sets.
/// </summary>
public sealed class LeaseModelTests(VirtualRedis redis) : IClassFixture<VirtualRedis>
{
    private const int Replicas = 3;
    private const long Start = 1_700_000_000_000_000;

    private static readonly InboundWindowOptions Window = new()
    {
        Permits = 150,
        Period = TimeSpan.FromSeconds(10),
    };

    // Bursts, in which leases grow, and pauses of tenths of a slice, after which a part of the lease is unused.
    private static readonly Gen<(int Pause, int Replica, int Requests, int Delay)[]> Bursts = Gen.Select(
        Gen.Frequency((2, Gen.Int[0, 12]), (1, Gen.Int[90, 125])),
        Gen.Int[0, Replicas - 1],
        Gen.Frequency((2, Gen.Int[1, 20]), (1, Gen.Int[100, 200])),
        Gen.Frequency((3, Gen.Int[0, 500]), (1, Gen.Int[500, 20_000]))).Array[4, 10];

    private static readonly InboundWindowOptions[][] Windows =
    [
        [Window],
        [new() { Permits = 150, Period = Window.Period, Algorithm = InboundLimitAlgorithm.FixedWindow }],
        [Window, new() { Permits = 400, Period = TimeSpan.FromSeconds(61) }],
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Replicas_AnyRequests_NeverExceedTheLimitOfAnyWindow(int windows) => await Bursts.SampleAsync(
        async bursts =>
        {
            // One replica may lease a tenth of all remaining permits.
            var system = new System(redis, Arrivals.Tier(Windows[windows]), Replicas) { LeaseReplicas = 1 };
            foreach (var (pause, replica, requests, delay) in bursts)
            {
                system.Advance(pause * 100_000);
                for (var request = 0; request < requests; request++)
                {
                    await system.RequestAsync(replica, delay);
                }
            }

            Assert.All(Windows[windows], window => LimitModel.AssertKept(window, system.Taken));
        },
        iter: 25,
        threads: 2);

    /// <summary>Each replica adapts its limits independently, so their requests to the server differ.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Replicas_WithAdaptedLimits_AllowNoMoreThanTheConfiguredOnes(int windows) =>
        await Gen.Select(Bursts, Gen.Double[0.5, 1].Array[3, 10]).SampleAsync(
            async (bursts, multipliers) =>
            {
                var system = new System(redis, Arrivals.Tier(Windows[windows]), Replicas) { LeaseReplicas = 1 };
                for (var burst = 0; burst < bursts.Length; burst++)
                {
                    var (pause, replica, requests, delay) = bursts[burst];
                    system.Advance(pause * 100_000);
                    system.Adapt(
                        replica,
                        Arrivals.Tier(Windows[windows], multiplier: multipliers[burst % multipliers.Length]));
                    for (var request = 0; request < requests; request++)
                    {
                        await system.RequestAsync(replica, delay);
                    }
                }

                Assert.All(Windows[windows], window => LimitModel.AssertKept(window, system.Taken));
            },
            iter: 25,
            threads: 2);

    [Fact]
    public async Task Replicas_SteadyTrafficBelowTheLimit_RejectNothing()
    {
        var system = new System(
            redis,
            Arrivals.Tier([new() { Permits = 100 }, new() { Permits = 6000, Period = TimeSpan.FromHours(1) }]),
            Replicas);
        // 75 a minute for 5 minutes, over all replicas.
        for (var request = 0; request < 375; request++)
        {
            system.Advance(800_000);
            await system.RequestAsync(request % Replicas, delay: 300);
        }

        Assert.Equal(375, system.Taken.Count);
    }

    [Fact]
    public async Task Replica_BusyCaller_MakesFewRoundTrips()
    {
        var system = new System(redis, Arrivals.Tier([new() { Permits = 10_000 }]), replicas: 1);
        for (var request = 0; request < 3000; request++)
        {
            system.Advance(10_000);
            await system.RequestAsync(0, delay: 300);
        }

        Assert.Equal(3000, system.Taken.Count);
        Assert.InRange(system.RoundTrips, 1, 100);
    }

    private sealed class System(VirtualRedis redis, TierLimits tier, int replicas)
    {
        private readonly string _key = $"limits:{Guid.NewGuid():N}";
        private readonly (FakeTimeProvider Time, Partition Partition)[] _replicas =
            [.. Enumerable.Range(0, replicas).Select(number => Replica(TimeSpan.FromDays(number * 300)))];

        private readonly TierLimits[] _tiers = [.. Enumerable.Repeat(tier, replicas)];

        private long _now = Start;

        public List<(long At, int Permits)> Taken { get; } = [];

        public int RoundTrips { get; private set; }

        public int LeaseReplicas { get; init; } = replicas;

        public void Advance(long microseconds)
        {
            _now += microseconds;
            foreach (var (time, _) in _replicas)
            {
                time.Advance(TimeSpan.FromMicroseconds(microseconds));
            }
        }

        public void Adapt(int replica, TierLimits adapted) => _tiers[replica] = adapted;

        public async Task RequestAsync(int replica, int delay)
        {
            var (time, partition) = _replicas[replica];
            var common = _tiers[replica].Common;
            if (partition.TryUseLease(common, time.GetTimestamp(), 1, out var leased))
            {
                Take(leased.IsAllowed);
                return;
            }

            var request = partition.Plan(common, 1, time.GetTimestamp());
            var sent = time.GetTimestamp();
            Advance(delay);
            var answer = await redis.AskAsync(_key, request, _now, LeaseReplicas, sent);
            RoundTrips++;
            Take(answer.IsAllowed);
            Advance(delay);
            partition.Settle(request, answer with { Received = time.GetTimestamp() });
        }

        private void Take(bool isAllowed)
        {
            if (isAllowed)
            {
                Taken.Add((_now, 1));
            }
        }

        private static (FakeTimeProvider, Partition) Replica(TimeSpan skew)
        {
            var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch + skew);
            return (time, new(default, time));
        }
    }
}
