using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Monitoring;

namespace ServiceDefaults.Tests.Monitoring;

/// <summary>Random traffic: the monitor and the naive reference agree at every moment.</summary>
public sealed class MonitorModelTests
{
    private static readonly string[] Dependencies = ["a", "b", "c"];
    private static readonly string[] Strategies = ["rate-limiter", "bulkhead", "circuit-breaker", "scope", "other"];

    private readonly FakeTimeProvider _time = new();
    private readonly NaiveMonitor _model = new();

    private DateTimeOffset Now => _time.GetUtcNow();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(13)]
    public void GetStatus_RandomTraffic_EqualsTheNaiveMonitor(int seed)
    {
        var random = new Random(seed);
        using var host = new MonitorHost(_time, settings: null, Dependencies);
        for (var step = 0; step < 300; step++)
        {
            _time.Advance(TimeSpan.FromSeconds(random.NextDouble() * (random.Next(40) == 0 ? 600 : 40)));
            foreach (var dependency in Dependencies.Where(_ => random.Next(2) == 0))
            {
                Send(host, random, dependency, step);
            }

            AssertEqual(host.Status);
        }

        Assert.Equal(_model.Log, host.Log);
        Assert.Contains(host.Log, line => line[0] == '+');
        Assert.Contains(host.Log, line => line[0] == '-');
    }

    // Good and bad times alternate independently for each dependency.
    private void Send(MonitorHost host, Random random, string dependency, int step)
    {
        var mood = (step / 40 + dependency[0]) % 4;
        for (var operation = random.Next(12); operation > 0; operation--)
        {
            var isRejected = random.Next(10) == 0;
            var outcome = random.Next(100) switch
            {
                < 3 => "cancelled",
                var luck when luck < (mood == 1 ? 60 : mood == 2 ? 20 : 6) => "timeout",
                _ => "success",
            };
            var duration = Duration(random, mood);
            host.Operate(dependency, outcome, duration, isRejected);
            _model.Add(dependency, outcome, Now, isRejected ? null : duration);
        }

        var strategy = Strategies[random.Next(Strategies.Length)];
        Some(() => host.Retry(dependency), "retry");
        Some(() => host.TimeOut(dependency), "attempt");
        Some(() => host.Reject(dependency, strategy), strategy);
        Some(() => host.Trip(dependency), "trip");

        void Some(Action happen, string kind)
        {
            for (var times = random.Next(mood == 1 ? 4 : 2); times > 0; times--)
            {
                happen();
                _model.Add(dependency, kind, Now);
            }
        }
    }

    // No duration so close below a threshold that its bucket ends above it.
    private static TimeSpan Duration(Random random, int mood)
    {
        var seconds = Math.Pow(random.NextDouble(), 3) * (mood == 3 ? 30 : mood == 2 ? 9 : 2);
        return TimeSpan.FromSeconds(seconds is > 4.6 and <= 5 or > 9.3 and <= 10 ? seconds + 1 : seconds);
    }

    private void AssertEqual(ResilienceStatus status)
    {
        var levels = Dependencies.Select(dependency => _model.Evaluate(dependency, Now)).ToList();
        Assert.Equal(levels, status.Dependencies.Select(dependency => dependency.Level));
        Assert.Equal(levels.Max(), status.Level);
        Assert.Equal(
            _model.Active,
            status.Alerts.Select(alert => (alert.Dependency, alert.Metric, alert.Level, alert.Since)));
        foreach (var (name, metrics) in status.Dependencies.Select(dependency => (dependency.Name, dependency.Metrics)))
        {
            AssertEqual(name, metrics);
        }
    }

    private void AssertEqual(string name, DependencyMetrics metrics)
    {
        int Count(string kind) => _model.Count(name, kind, Now);

        Assert.Equal(
            (Count("success"), Count("timeout"), Count("cancelled"), Count("retry"), Count("attempt"), Count("trip")),
            (metrics.Successes, metrics.Failures, metrics.Operations - metrics.Successes - metrics.Failures,
                metrics.Retries, metrics.Timeouts, metrics.Trips));
        Assert.Equal(_model.ErrorRate(name, Now), metrics.ErrorRate);
        Assert.Equal(
            Strategies.Select(Count), Strategies.Select(strategy => metrics.Rejections.GetValueOrDefault(strategy)));
        foreach (var (percent, reported) in new[]
        {
            (50, metrics.Latency.P50), (95, metrics.Latency.P95), (99, metrics.Latency.P99)
        })
        {
            var exact = _model.Exact(name, percent, Now);
            Assert.Equal(exact is null, reported is null);
            Assert.InRange(reported ?? 0, exact ?? 0, (exact * 1.0625 + 0.0000625) ?? 0);
        }
    }
}
