using CsCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServiceDefaults.Health.Internal;

namespace ServiceDefaults.Tests.Health;

public sealed class ConsecutiveResultsTests
{
    private const HealthStatus Good = HealthStatus.Healthy;
    private const HealthStatus Slow = HealthStatus.Degraded;
    private const HealthStatus Down = HealthStatus.Unhealthy;

    public static TheoryData<HealthStatus[], HealthStatus> Sequences => new()
    {
        { [Good], Good },
        { [Down], Down },
        { [Good, Down, Down], Good },
        { [Good, Down, Down, Down], Down },
        { [Good, Down, Down, Good, Down, Down], Good },
        { [Good, Down, Down, Down, Good], Good },
        { [Good, Slow, Down, Down], Slow },
        { [Good, Slow, Down, Down, Down], Down },
        { [Down, Slow], Slow },
        { [Down, Slow, Down, Down], Slow },
        { [Down, Good, Down], Good },
    };

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Add_ASequenceWithThreeMisses_ReturnsTheExpectedStatuses(HealthStatus[] results, HealthStatus expected)
    {
        var consecutive = new ConsecutiveResults();

        // Enumerable.Last on the lazy sequence would add only the last result.
        var statuses = results.Select(result => consecutive.Add(result, 3)).ToList();

        Assert.Equal(expected, statuses[^1]);
    }

    /// <summary>
    /// The reference has no counters: it applies the two sentences of the documentation to the whole history.
    /// </summary>
    [Fact]
    public void Add_AnySequence_FollowsTheReference() => Gen.Select(
        Gen.Int[0, 2].Array[1, 60], Gen.Int[1, 6]).Sample((sequence, threshold) =>
    {
        var consecutive = new ConsecutiveResults();
        var expected = (HealthStatus)sequence[0];
        for (var count = 1; count <= sequence.Length; count++)
        {
            var result = (HealthStatus)sequence[count - 1];
            expected = Reference(expected, sequence[..count], result, threshold);
            if (consecutive.Add(result, threshold) != expected
                || consecutive.Misses != Misses(sequence[..count]))
            {
                return false;
            }
        }

        return true;
    });

    [Fact]
    public void Add_AChangedThreshold_AppliesToTheResultsUpToNow()
    {
        var consecutive = new ConsecutiveResults();
        consecutive.Add(Good, 5);
        consecutive.Add(Down, 5);

        Assert.Equal(Down, consecutive.Add(Down, 2));
    }

    // One result restores the status; it gets worse after a threshold of results that are at least as bad.
    private static HealthStatus Reference(HealthStatus before, int[] history, HealthStatus result, int threshold)
    {
        if (result >= before)
        {
            return result;
        }

        foreach (var worse in new[] { Down, Slow }.Where(worse => worse < before))
        {
            if (history.Length >= threshold && history[^threshold..].All(past => (HealthStatus)past <= worse))
            {
                return worse;
            }
        }

        return before;
    }

    private static int Misses(int[] history) =>
        history.Reverse().TakeWhile(result => (HealthStatus)result != Good).Count();
}
