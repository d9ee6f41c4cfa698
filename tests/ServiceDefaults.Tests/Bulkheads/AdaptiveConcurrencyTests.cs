using ServiceDefaults.Bulkheads;

namespace ServiceDefaults.Tests.Bulkheads;

public sealed class AdaptiveConcurrencyTests
{
    private static readonly AdaptiveConcurrencyOptions Options = new() { Enabled = true };

    [Theory]
    [InlineData(10, 100, 21, 10, 8)]
    [InlineData(10, 100, 20, 10, 10)]
    [InlineData(10, 100, 11, 10, 10)]
    [InlineData(10, 100, 10, 10, 11)]
    [InlineData(10, 100, 0, 9, 10)]
    [InlineData(20, 100, 0, 20, 20)]
    [InlineData(3, 100, 100, 3, 2)]
    [InlineData(2, 100, 100, 2, 2)]
    [InlineData(10, 0, 0, 10, 10)]
    public void Next_AfterAnInterval_FollowsTheRule(int limit, int calls, int overloaded, int peak, int expected) =>
        Assert.Equal(expected, AdaptiveConcurrency.Next(limit, 20, new(calls, overloaded, peak), Options));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Next_WithAnyInput_StaysBetweenTheBounds(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var maximum = random.Next(1, 100);
            var options = new AdaptiveConcurrencyOptions
            {
                MinConcurrency = random.Next(1, maximum + 1),
                Tolerance = random.NextDouble() * 0.9,
                DecreaseFactor = 0.1 + (random.NextDouble() * 0.85),
            };
            // Includes a limit that a reload has left outside of the bounds.
            var limit = random.Next(0, 2 * maximum);
            var calls = random.Next(0, 200);
            var interval = new ConcurrencyInterval(calls, random.Next(0, calls + 1), random.Next(0, 2 * maximum));

            var next = AdaptiveConcurrency.Next(limit, maximum, interval, options);

            Assert.InRange(next, options.MinConcurrency, maximum);
            Assert.False(
                next > Math.Max(limit, options.MinConcurrency) && interval.PeakActive < limit,
                $"{interval} raised {limit} to {next}, though {limit} permits were never in use");
        }
    }

    [Fact]
    public void Next_AfterADropOfCapacity_ConvergesToTheCapacityOfTheDependency()
    {
        var dependency = new SimulatedDependency(seed: 5) { Capacity = 20 };
        var limits = dependency.Run(Options, maximum: 20, initial: 20, intervals: 50);
        Assert.Equal(20, limits[^1]);

        dependency.Capacity = 4;
        limits = dependency.Run(Options, maximum: 20, initial: 20, intervals: 60);

        // With the target at twice the unloaded latency, up to eight operations share the capacity of four in time.
        var settled = limits[10..];
        Assert.All(settled, limit => Assert.InRange(limit, 5, 9));
        Assert.True(limits.IndexOf(limits.First(limit => limit <= 9)) <= 6, string.Join(' ', limits));
    }

    [Fact]
    public void Next_AfterTheCapacityIsBack_RecoversOnePermitPerInterval()
    {
        var dependency = new SimulatedDependency(seed: 6) { Capacity = 20 };

        var limits = dependency.Run(Options, maximum: 20, initial: 2, intervals: 30);

        Assert.Equal(Enumerable.Range(3, 18), limits.Take(18));
        Assert.All(limits.Skip(18), limit => Assert.Equal(20, limit));
    }

    [Fact]
    public void Next_WithRandomFailures_DoesNotFlap()
    {
        var dependency = new SimulatedDependency(seed: 7) { Capacity = 20, FailureRate = 0.02 };

        var limits = dependency.Run(Options, maximum: 20, initial: 20, intervals: 5_000);

        var changes = limits.Zip(limits.Skip(1)).Count(pair => pair.First != pair.Second);
        Assert.True(changes < 50, $"The limit changed {changes} times in 5,000 intervals.");
    }

    [Fact]
    public void Next_WithLittleTraffic_DoesNotRaiseTheLimit()
    {
        var dependency = new SimulatedDependency(seed: 8) { Capacity = 20, Demand = 5 };

        var limits = dependency.Run(Options, maximum: 20, initial: 8, intervals: 100);

        Assert.All(limits, limit => Assert.Equal(8, limit));
    }

    /// <summary>A dependency whose operations share its capacity: above it, all of them slow down.</summary>
    private sealed class SimulatedDependency(int seed)
    {
        private readonly Random _random = new(seed);

        public int Capacity { get; set; }

        public int Demand { get; set; } = 50;

        public double FailureRate { get; set; }

        public List<int> Run(AdaptiveConcurrencyOptions options, int maximum, int initial, int intervals)
        {
            List<int> limits = [];
            var limit = initial;
            for (var interval = 0; interval < intervals; interval++)
            {
                limit = AdaptiveConcurrency.Next(limit, maximum, Serve(Math.Min(limit, Demand), options), options);
                limits.Add(limit);
            }

            return limits;
        }

        private ConcurrencyInterval Serve(int active, AdaptiveConcurrencyOptions options)
        {
            var unloaded = options.LatencyTarget.TotalSeconds / 2;
            var latency = unloaded * Math.Max(1, (double)active / Capacity);
            var overloaded = Enumerable.Range(0, options.MinimumCalls).Count(_ =>
                latency * (0.9 + (0.2 * _random.NextDouble())) > options.LatencyTarget.TotalSeconds
                || _random.NextDouble() < FailureRate);
            return new(options.MinimumCalls, overloaded, active);
        }
    }
}
