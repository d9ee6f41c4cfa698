using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Counting;

namespace ServiceDefaults.Tests.Counting;

public sealed class SlidingCountersTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly SlidingCounters _counters;

    public SlidingCountersTests() => _counters = new(kinds: 2, Window, _time);

    private long Now => _time.GetTimestamp();

    [Fact]
    public void Total_OfTwoKinds_CountsEachSeparately()
    {
        _counters.Add(0, Now);
        _counters.Add(1, Now);
        _counters.Add(1, Now);

        Assert.Equal((1, 2), (_counters.Total(0, Now), _counters.Total(1, Now)));
    }

    [Theory]
    [InlineData(0.0, 10.9, 1)]
    [InlineData(0.0, 11.0, 0)]
    [InlineData(0.9, 10.9, 1)]
    [InlineData(0.9, 11.0, 0)]
    [InlineData(0.0, 1000.0, 0)]
    public void Total_OfAnEvent_CountsUntilItsSliceHasLeftTheWindow(double at, double seenAt, int expected)
    {
        var begin = Now;
        _time.Advance(TimeSpan.FromSeconds(at));
        _counters.Add(0, Now);

        Assert.Equal(expected, _counters.Total(0, begin + (long)(seenAt * _time.TimestampFrequency)));
    }

    [Fact]
    public void Add_WithAnEarlierTimestampThanAnotherThread_CountsInTheCurrentSlice()
    {
        var early = Now;
        _time.Advance(TimeSpan.FromSeconds(5));
        _counters.Add(0, Now);

        _counters.Add(0, early);

        Assert.Equal(2, _counters.Total(0, early));
        _time.Advance(TimeSpan.FromSeconds(10.9));
        Assert.Equal(2, _counters.Total(0, Now));
    }

    [Fact]
    public void Clear_AfterEvents_ResetsTheTotal()
    {
        _counters.Add(1, Now);

        _counters.Clear();

        Assert.Equal(0, _counters.Total(1, Now));
        _counters.Add(1, Now);
        Assert.Equal(1, _counters.Total(1, Now));
    }

    [Fact]
    public void ChangeWindow_ToAnother_CountsTheOldAsOfNow()
    {
        _counters.Add(0, Now);
        _time.Advance(TimeSpan.FromSeconds(9));

        _counters.ChangeWindow(TimeSpan.FromSeconds(20), Now);

        Assert.Equal(TimeSpan.FromSeconds(20), _counters.Window);
        _time.Advance(TimeSpan.FromSeconds(21.9));
        Assert.Equal(1, _counters.Total(0, Now));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(0, _counters.Total(0, Now));
    }

    [Fact]
    public void ChangeWindow_ToTheSame_ChangesNothing()
    {
        _counters.Add(0, Now);
        _time.Advance(TimeSpan.FromSeconds(9));

        _counters.ChangeWindow(Window, Now);

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, _counters.Total(0, Now));
    }

    /// <summary>The model keeps every event with the tenth of the window in which it occurred.</summary>
    [Fact]
    public void Total_AnyHistory_AgreesWithAListOfEvents()
    {
        var step = Gen.Select(
            Gen.Int[0, 4],
            Gen.Int[0, 1],
            Gen.Frequency((5, Gen.Int[0, 900]), (3, Gen.Int[0, 4_000]), (1, Gen.Int[0, 60_000])));
        step.List[1, 60].Sample(
            steps =>
            {
                var (time, elapsed) = (new FakeTimeProvider(), 0L);
                var counters = new SlidingCounters(kinds: 2, Window, time);
                List<(int Kind, long Tenth)> events = [];
                foreach (var (what, kind, milliseconds) in steps)
                {
                    time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                    elapsed += milliseconds;
                    var tenth = elapsed / 1000;
                    if (what == 0)
                    {
                        counters.Clear();
                        events.Clear();
                    }
                    else if (what < 4)
                    {
                        counters.Add(kind, time.GetTimestamp());
                        events.Add((kind, tenth));
                    }

                    Assert.Equal(
                        events.Count(one => one.Kind == kind && tenth - one.Tenth <= 10),
                        counters.Total(kind, time.GetTimestamp()));
                }
            },
            iter: 5_000);
    }
}
