using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Errors;
using ServiceDefaults.Tests.Requests;

namespace ServiceDefaults.Tests.Errors;

public sealed class RetryAfterHeaderTests
{
    // The day of the last two has two characters, the first of which may be a space (RFC 9110, 5.6.7).
    private static readonly string[] Formats = [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM dd HH:mm:ss yyyy",
        "ddd MMM  d HH:mm:ss yyyy"
    ];

    private static readonly Gen<string> Space = Texts.OneOf("", " ", "\t", " \t ");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(1994, 11, 6, 8, 49, 7, TimeSpan.Zero));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData(" 120 ", 120)]
    [InlineData("86400", 86400)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 30)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 30)]
    [InlineData("Sun Nov  6 08:49:37 1994", 30)]
    [InlineData("Sun, 06 Nov 1994 08:49:07 GMT", 0)]
    [InlineData("Sun, 06 Nov 1994 08:00:00 GMT", 0)]
    public void TryParse_SecondsOrDate_IsTheTimeToWait(string value, int seconds)
    {
        Assert.True(RetryAfterHeader.TryParse(value, _time, out var delay));
        Assert.Equal(TimeSpan.FromSeconds(seconds), delay);
    }

    [Theory]
    [InlineData("922337203685", false)]
    [InlineData("922337203686", true)]
    [InlineData("99999999999999999999999999", true)]
    public void TryParse_NumberTooLarge_IsTheLongestTime(string value, bool isTooLarge)
    {
        Assert.True(RetryAfterHeader.TryParse(value, _time, out var delay));
        Assert.Equal(isTooLarge, delay == TimeSpan.MaxValue);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("soon")]
    [InlineData("Mon, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("1994-11-06T08:49:37Z")]
    public void TryParse_AnythingElse_Fails(string? value)
    {
        Assert.False(RetryAfterHeader.TryParse(value, _time, out var delay));
        Assert.Equal(TimeSpan.Zero, delay);
    }

    [Fact]
    public void TryParse_AnyString_NeverThrowsOrReturnsANegativeTime() =>
        Gen.OneOf(
            Gen.String,
            Gen.String[Gen.Char["0123456789 -+.,:GMTSunov"], 0, 40],
            Gen.Long.Select(number => number.ToString()),
            Gen.DateTime.Select(date => date.ToString("r")))
            .Sample(value => RetryAfterHeader.TryParse(value, _time, out var delay)
                ? delay >= TimeSpan.Zero
                : delay == TimeSpan.Zero, iter: 20_000);

    [Fact]
    public void TryParse_SecondsOrTheEquivalentDate_IsTheSameTime() => Gen.Select(
        Gen.Int[0, 100_000_000], Space, Space, Texts.OneOf("", "0", "000"), Texts.OneOf(Formats))
        .Sample((seconds, before, after, zeros, format) =>
        {
            var end = _time.Start.AddSeconds(seconds).UtcDateTime;
            var date = end.ToString(
                end.Day < 10 ? format : format.Replace("  d ", " dd ", StringComparison.Ordinal),
                CultureInfo.InvariantCulture);

            Assert.True(RetryAfterHeader.TryParse($"{before}{zeros}{seconds}{after}", _time, out var ofSeconds));
            Assert.True(RetryAfterHeader.TryParse($"{before}{date}{after}", _time, out var ofDate));

            Assert.Equal(TimeSpan.FromSeconds(seconds), ofSeconds);
            Assert.Equal(ofSeconds, ofDate);
        });

    [Fact]
    public void Read_Response_ReturnsTheHeaderOrNull()
    {
        using var response = new HttpResponseMessage();
        Assert.Null(RetryAfterHeader.Read(response, _time));

        response.Headers.TryAddWithoutValidation("Retry-After", "later");
        Assert.Null(RetryAfterHeader.Read(response, _time));

        response.Headers.Remove("Retry-After");
        response.Headers.TryAddWithoutValidation("Retry-After", "5");
        Assert.Equal(TimeSpan.FromSeconds(5), RetryAfterHeader.Read(response, _time));
    }

    [Theory]
    [InlineData(-10_000, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10_000_000, 1)]
    [InlineData(10_000_001, 2)]
    [InlineData(long.MaxValue, 922_337_203_686)]
    public void ToSeconds_Ticks_AreRoundedUp(long ticks, long seconds) =>
        Assert.Equal(seconds, RetryAfterHeader.ToSeconds(TimeSpan.FromTicks(ticks)));
}
