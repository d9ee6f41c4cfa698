using System.Globalization;
using CsCheck;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Tests.Deadlines;

public sealed class DeadlineHeadersTests
{
    private const long LongestMs = 24 * 60 * 60 * 1000;

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("25000", 25_000)]
    [InlineData("007", 7)]
    [InlineData("86400000", LongestMs)]
    public void TryParse_WholeMilliseconds_Succeeds(string value, long milliseconds)
    {
        Assert.True(DeadlineHeaders.TryParse(value, out var remaining));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), remaining);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("٣")]
    [InlineData("100,200")]
    [InlineData("86400001")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999999999999999")]
    public void TryParse_AnythingElse_Fails(string? value)
    {
        Assert.False(DeadlineHeaders.TryParse(value, out var remaining));
        Assert.Equal(TimeSpan.Zero, remaining);
    }

    [Fact]
    public void TryParse_AnyValue_DoesNotThrowAndAcceptsOnlyWholeNumbersInRange() =>
        Gen.OneOf(Gen.String[Gen.Char[' ', 'ÿ'], 0, 40], Gen.String[Gen.Char['0', '9'], 1, 24], Gen.Long.Select(Text))
            .Sample(value =>
        {
            var digits = value.Length > 0 && value.All(char.IsAsciiDigit);
            var expected = digits && Int128.Parse(value, CultureInfo.InvariantCulture) <= LongestMs;

            Assert.Equal(expected, DeadlineHeaders.TryParse(value, out var remaining));
            Assert.InRange(remaining, TimeSpan.Zero, DeadlineHeaders.Longest);
        });

    [Fact]
    public void Format_AnyTime_RoundTripsRoundedDownToTheMillisecond() =>
        Gen.Long.Select(TimeSpan.FromTicks).Sample(remaining =>
        {
            Assert.True(DeadlineHeaders.TryParse(DeadlineHeaders.Format(remaining), out var read));

            var clamped = TimeSpan.FromTicks(Math.Clamp(remaining.Ticks, 0, DeadlineHeaders.Longest.Ticks));
            Assert.InRange(clamped - read, TimeSpan.Zero, TimeSpan.FromMilliseconds(1) - TimeSpan.FromTicks(1));
        });

    [Theory]
    [InlineData("1", 1)]
    [InlineData("2", 2)]
    [InlineData("17", 17)]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("0", 1)]
    [InlineData("-3", 1)]
    [InlineData("two", 1)]
    [InlineData("2147483648", 1)]
    [InlineData("1,2", 1)]
    public void ParseAttempt_InvalidValue_IsTheFirstAttempt(string? value, int attempt) =>
        Assert.Equal(attempt, DeadlineHeaders.ParseAttempt(value));

    [Fact]
    public void ParseAttempt_AnyValue_IsAtLeastOne() =>
        Gen.OneOf(Gen.String, Gen.Long.Select(Text))
            .Sample(value => Assert.InRange(DeadlineHeaders.ParseAttempt(value), 1, int.MaxValue));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
