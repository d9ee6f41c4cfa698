using CsCheck;
using ServiceDefaults.InboundLimits;

namespace ServiceDefaults.Tests.InboundLimits;

public sealed class AdaptiveInboundLimitTests
{
    [Theory]
    [InlineData(1.0, 100, 16, 0.8)]
    [InlineData(1.0, 100, 15, 1.0)]
    [InlineData(0.8, 100, 5, 0.8)]
    [InlineData(0.8, 100, 4, 0.88)]
    [InlineData(1.0, 100, 0, 1.0)]
    [InlineData(0.6, 100, 100, 0.5)]
    [InlineData(0.8, 19, 19, 0.8)]
    [InlineData(0.8, 0, 0, 0.88)]
    public void Next_AfterAnInterval_FollowsTheRule(double multiplier, long requests, long errors, double expected) =>
        Assert.Equal(expected, AdaptiveInboundLimit.Next(multiplier, requests, errors, new()), precision: 9);

    [Fact]
    public void Next_WithAnyInput_StaysBetweenFloorAndCapAndFollowsTheErrors() => Gen.Select(
        Gen.Double[0.01, 1], Gen.Double[1, 10], Gen.Double[0, 20], Gen.Int[0, 500], Gen.Double[0, 1]).Sample(
        (floor, cap, multiplier, requests, share) =>
        {
            var options = new AdaptiveInboundOptions { Floor = floor, Cap = cap };
            var errors = (long)(requests * share);
            var start = Math.Clamp(multiplier, floor, cap);

            var next = AdaptiveInboundLimit.Next(start, requests, errors, options);

            Assert.InRange(next, floor, cap);
            var rate = requests == 0 ? 0 : (double)errors / requests;
            Assert.True(next >= start || (rate > options.DecreaseAbove && requests >= options.MinimumRequests));
            Assert.True(next <= start || rate < options.IncreaseBelow);
        },
        iter: 20_000);

    [Fact]
    public void Next_OfTheGuidesPreset_ReachesTwiceTheLimitsInEightMinutes()
    {
        var guide = new AdaptiveInboundOptions { Preset = AdaptiveInboundPreset.Guide }.InForce;
        var multiplier = 1.0;
        var minutes = 0;
        for (; multiplier < 2; minutes++)
        {
            multiplier = AdaptiveInboundLimit.Next(multiplier, 100, 0, guide);
        }

        Assert.True(guide.Enabled);
        Assert.Equal(8, minutes);
    }
}
