using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.InboundLimits.Internal;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>
/// The decisions of one process, compared with the naive limiter and with the definition of each window.
/// </summary>
public sealed class WindowRuleTests
{
    private const long Start = 1_700_000_000_000_000;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void CheckLocal_AnyRequests_DecidesAsTheModel() => Gen.Select(Arrivals.Windows, Arrivals.Requests).Sample(
        (windows, requests) =>
        {
            var (model, partition, set) = (new LimitModel(windows), NewPartition(), Arrivals.Tier(windows).Common);
            var now = Start;
            foreach (var (wait, permits, _) in requests)
            {
                now += wait;
                var result = partition.CheckLocal(set, permits, now);

                Assert.Equal(model.TryTake(now, permits), result.IsAllowed);
                // A rejected request uses no permit of any window.
                Assert.All(result.Windows, window => Assert.Equal(
                    model.Left(windows[int.Parse(window.Name[1..])], now), window.Remaining));
                Assert.Equal(!result.IsAllowed, result.Windows.Any(window => window.IsViolated));
            }
        },
        iter: 2_000);

    [Fact]
    public void CheckLocal_AnyRequests_NeverExceedsTheLimitOfAnyWindow() =>
        Gen.Select(Arrivals.Windows, Arrivals.Requests).Sample(
            (windows, requests) =>
            {
                var (partition, set) = (NewPartition(), Arrivals.Tier(windows).Common);
                var (now, taken) = (Start, new List<(long, int)>());
                foreach (var (wait, permits, _) in requests)
                {
                    now += wait;
                    if (partition.CheckLocal(set, permits, now).IsAllowed)
                    {
                        taken.Add((now, permits));
                    }
                }

                Assert.All(windows, window => LimitModel.AssertKept(window, taken));
            },
            iter: 2_000);

    [Fact]
    public void RetryAfter_OfARejection_IsTheFirstMomentThatAllows() =>
        Gen.Select(Arrivals.Windows, Arrivals.Requests).Sample(
            (windows, requests) =>
            {
                var (partition, set) = (NewPartition(), Arrivals.Tier(windows).Common);
                var now = Start;
                foreach (var (wait, permits, _) in requests)
                {
                    now += wait;
                    var result = partition.CheckLocal(set, permits, now);
                    if (!result.IsAllowed && result.RetryAfter is { } delay)
                    {
                        now += (long)delay.TotalMicroseconds;
                        Assert.False(partition.CheckLocal(set, permits, now - 1).IsAllowed);
                        Assert.True(partition.CheckLocal(set, permits, now).IsAllowed);
                    }
                    else if (!result.IsAllowed)
                    {
                        Assert.Contains(result.Windows, window => window.Limit < permits);
                    }
                }
            },
            iter: 2_000);

    [Fact]
    public void ResetAfter_OfAWindow_IsTheFirstMomentWithOnePermitMore() =>
        Gen.Select(Arrivals.Windows, Arrivals.Requests).Sample(
            (windows, requests) =>
            {
                var set = Arrivals.Tier(windows).Common;
                var now = Start + requests.Sum(request => request.Wait);
                foreach (var window in After(set, requests).CheckLocal(set, 0, now).Windows)
                {
                    Assert.Equal(window.Remaining == window.Limit, window.ResetAfter == TimeSpan.Zero);
                    var wait = (long)window.ResetAfter.TotalMicroseconds;
                    if (wait > 0)
                    {
                        Assert.True(LeftAfter(wait) > window.Remaining);
                        Assert.Equal(window.Remaining, LeftAfter(wait - 1));
                    }

                    long LeftAfter(long wait) => After(set, requests).CheckLocal(set, 0, now + wait)
                        .Windows.Single(other => other.Name == window.Name).Remaining;
                }
            },
            iter: 1_000);

    [Fact]
    public void CheckLocal_ClockSetBack_AllowsNoExtraRequests()
    {
        var windows = new[] { new InboundWindowOptions { Permits = 3, Period = TimeSpan.FromSeconds(10) } };
        var (partition, set) = (NewPartition(), Arrivals.Tier(windows).Common);

        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(partition.CheckLocal(set, 1, Start).IsAllowed));

        Assert.False(partition.CheckLocal(set, 1, Start - 100_000_000).IsAllowed);
        Assert.False(partition.CheckLocal(set, 1, Start).IsAllowed);
    }

    [Theory]
    [InlineData(100, 3, 33)]
    [InlineData(100, 1, 100)]
    [InlineData(2, 3, 1)]
    public void CheckLocal_SeveralReplicas_AllowsTheShareButAtLeastOne(int permits, int replicas, int share)
    {
        var windows = new[] { new InboundWindowOptions { Permits = permits } };
        var (partition, set) = (NewPartition(), Arrivals.Tier(windows, replicas).Common);

        Assert.Equal(share, Enumerable.Range(0, permits).Count(_ => partition.CheckLocal(set, 1, Start).IsAllowed));
    }

    private Partition NewPartition() => new(default, _time);

    private Partition After(WindowSet set, (long Wait, int Permits, int Replica)[] requests)
    {
        var (partition, now) = (NewPartition(), Start);
        foreach (var (wait, permits, _) in requests)
        {
            partition.CheckLocal(set, permits, now += wait);
        }

        return partition;
    }
}
