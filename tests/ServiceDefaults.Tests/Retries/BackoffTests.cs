using ServiceDefaults.Retries;

namespace ServiceDefaults.Tests.Retries;

public sealed class BackoffTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(BackoffKind.Exponential, new[] { 1.0, 2, 4, 8, 10, 10 })]
    [InlineData(BackoffKind.Linear, new[] { 1.0, 2, 3, 4, 5, 6 })]
    [InlineData(BackoffKind.Constant, new[] { 1.0, 1, 1, 1, 1, 1 })]
    public void DelayFor_WithoutJitter_GrowsByItsKindUpToTheCap(BackoffKind kind, double[] seconds)
    {
        var backoff = Backoff.Create(kind, Second, 10 * Second);

        Assert.Equal(
            seconds, Enumerable.Range(0, seconds.Length).Select(attempt => backoff.DelayFor(attempt).TotalSeconds));
    }

    [Theory]
    [InlineData(BackoffKind.Exponential)]
    [InlineData(BackoffKind.Linear)]
    public void DelayFor_MaximumAttemptNumber_IsTheCap(BackoffKind kind)
    {
        var backoff = Backoff.Create(kind, Second, TimeSpan.FromDays(1));

        Assert.Equal(TimeSpan.FromDays(1), backoff.DelayFor(int.MaxValue));
        Assert.Equal(TimeSpan.FromDays(1), backoff.WithJitter().DelayFor(int.MaxValue));
    }

    [Theory]
    [InlineData(BackoffKind.Exponential)]
    [InlineData(BackoffKind.Linear)]
    [InlineData(BackoffKind.Constant)]
    public void DelayFor_NoBase_IsNoDelayHoweverLate(BackoffKind kind)
    {
        var backoff = Backoff.Create(kind, TimeSpan.Zero, Second);

        Assert.Equal(TimeSpan.Zero, backoff.DelayFor(0));
        Assert.Equal(TimeSpan.Zero, backoff.DelayFor(int.MaxValue));
        Assert.Equal(TimeSpan.Zero, backoff.WithJitter().DelayFor(int.MaxValue));
    }

    [Theory]
    [InlineData(BackoffKind.Linear, 0, 0.0, 0.75)]
    [InlineData(BackoffKind.Linear, 1, 0.5, 2.0)]
    [InlineData(BackoffKind.Constant, 4, 0.0, 0.75)]
    [InlineData(BackoffKind.Constant, 4, 0.9, 1.2)]
    public void DelayFor_JitterOfLinearAndConstant_IsAQuarterEitherWay(
        BackoffKind kind, int attempt, double random, double seconds) =>
        Assert.Equal(
            seconds,
            Backoff.Create(kind, Second, 10 * Second).WithJitter(() => random).DelayFor(attempt).TotalSeconds,
            precision: 6);

    [Theory]
    [InlineData(0, 0.0, 0.0)]
    [InlineData(0, 0.5, 0.8973)] // sqrt(2) * tanh(sqrt(2)) / 1.4
    [InlineData(1, 0.0, 1.3772)] // 2 * tanh(2) / 1.4 - 0
    [InlineData(1, 0.5, 1.0930)] // 2^1.5 * tanh(2 * sqrt(1.5)) / 1.4 - 0.8973
    public void DelayFor_JitterOfExponential_IsDecorrelated(int attempt, double random, double seconds) =>
        Assert.Equal(seconds, Backoff.Create(BackoffKind.Exponential, Second, 10 * Second)
            .WithJitter(() => random).DelayFor(attempt).TotalSeconds, tolerance: 0.001);

    [Fact]
    public void DelayFor_SourceOutOfItsRange_IsNeverNegative()
    {
        var numbers = new Queue<double>([0, 1.5]);

        Assert.Equal(
            TimeSpan.Zero,
            Backoff.Create(BackoffKind.Exponential, Second, 10 * Second).WithJitter(numbers.Dequeue).DelayFor(1));
    }

    [Fact]
    public void WithJitter_Original_IsUnchanged()
    {
        var backoff = Backoff.Create(BackoffKind.Linear, Second, 10 * Second);

        Assert.NotSame(backoff, backoff.WithJitter(() => 0));
        Assert.Equal(Second, backoff.DelayFor(0));
    }

    [Fact]
    public void Create_InvalidArgument_ThrowsWithItsName()
    {
        Assert.Equal("baseDelay", Assert.Throws<ArgumentOutOfRangeException>(
            () => Backoff.Create(BackoffKind.Linear, -Second, Second)).ParamName);
        Assert.Equal("maxDelay", Assert.Throws<ArgumentOutOfRangeException>(
            () => Backoff.Create(BackoffKind.Linear, 2 * Second, Second)).ParamName);
        Assert.Equal("attempt", Assert.Throws<ArgumentOutOfRangeException>(
            () => Backoff.Create(BackoffKind.Linear, Second, Second).DelayFor(-1)).ParamName);
        var kind = Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.Create((BackoffKind)3, Second, Second));
        Assert.Contains("Use Exponential, Linear or Constant.", kind.Message, StringComparison.Ordinal);
    }
}
