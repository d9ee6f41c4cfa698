using System.Diagnostics;

namespace PatientApi.Tests.Tenancy;

/// <summary>The time of a response does not show whether another tenant has the patient. Runs alone.</summary>
[CollectionDefinition(nameof(TenantTimingTests), DisableParallelization = true)]
[Collection(nameof(TenantTimingTests))]
public sealed class TenantTimingTests(TenantApi api) : IClassFixture<TenantApi>
{
    private const int Rounds = 1_000;
    private const int WarmUpRounds = 100;
    private const int Permutations = 2_000;

    // Of a thousand runs on a service without a difference, one fails.
    private const double Significance = 0.001;

    private readonly Random _random = new(20_261_201);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_OfAnotherTenantsPatientAndOfAnUnknownOne_TakesTheSameTime()
    {
        var (theirs, _) = await Samples.CreateAsync(api.A, Samples.Patient(), Token);

        var times = await MeasureAsync(theirs.Id, Guid.CreateVersion7());

        Assert.True(ProbabilityOfEqualTimes(times) >= Significance, Describe(times));
    }

    [Fact]
    public async Task Read_OfAnOwnPatientAndOfAnUnknownOne_TakesADifferentTime()
    {
        var (own, _) = await Samples.CreateAsync(api.B, Samples.Patient(), Token);

        var times = await MeasureAsync(own.Id, Guid.CreateVersion7());

        Assert.True(ProbabilityOfEqualTimes(times) < Significance, Describe(times));
    }

    private async Task<(long First, long Second)[]> MeasureAsync(Guid first, Guid second)
    {
        var times = new (long First, long Second)[WarmUpRounds + Rounds];
        for (var round = 0; round < times.Length; round++)
        {
            // The order changes by chance, so that neither always comes after the other.
            if (_random.Next(2) == 0)
            {
                times[round].First = await TimeAsync(first);
                times[round].Second = await TimeAsync(second);
            }
            else
            {
                times[round].Second = await TimeAsync(second);
                times[round].First = await TimeAsync(first);
            }
        }

        return times[WarmUpRounds..];
    }

    private async Task<long> TimeAsync(Guid id)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await api.B.GetAsync($"/patients/{id}", Token);
        await response.Content.ReadAsByteArrayAsync(Token);
        return Stopwatch.GetTimestamp() - started;
    }

    /// <summary>
    /// The share of random exchanges within the rounds after which the medians differ at least as much as measured: a
    /// permutation test of paired samples.
    /// </summary>
    private double ProbabilityOfEqualTimes((long First, long Second)[] times)
    {
        var measured = DifferenceOfMedians(times, exchange: false);
        var atLeast = Enumerable.Range(0, Permutations)
            .Count(_ => DifferenceOfMedians(times, exchange: true) >= measured);
        return (atLeast + 1.0) / (Permutations + 1);
    }

    private long DifferenceOfMedians((long First, long Second)[] times, bool exchange)
    {
        var (first, second) = (new long[times.Length], new long[times.Length]);
        for (var round = 0; round < times.Length; round++)
        {
            (first[round], second[round]) = exchange && _random.Next(2) == 0
                ? (times[round].Second, times[round].First)
                : times[round];
        }

        return Math.Abs(Median(first) - Median(second));
    }

    private static long Median(long[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static string Describe((long First, long Second)[] times)
    {
        var first = Stopwatch.GetElapsedTime(0, Median([.. times.Select(time => time.First)]));
        var second = Stopwatch.GetElapsedTime(0, Median([.. times.Select(time => time.Second)]));
        return $"Medians of {times.Length} calls each: {first.TotalMicroseconds} and {second.TotalMicroseconds} us.";
    }
}
