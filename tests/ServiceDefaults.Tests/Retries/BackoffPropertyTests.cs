using CsCheck;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Tests.Retries;

public sealed class BackoffPropertyTests
{
    private const int Samples = 20_000;

    private static readonly Gen<BackoffKind> Kinds = Gen.Enum<BackoffKind>();

    private static readonly Gen<(TimeSpan Base, TimeSpan Max)> Delays =
        Gen.Select(Gen.Long[0, TimeSpan.MaxValue.Ticks], Gen.Long[0, TimeSpan.MaxValue.Ticks])
            .Select(
                (one, other) => (TimeSpan.FromTicks(Math.Min(one, other)), TimeSpan.FromTicks(Math.Max(one, other))));

    private static readonly Gen<int> Attempts = Gen.OneOf(
        Gen.Int[0, 40], Gen.Int[0, int.MaxValue], Gen.Const(int.MaxValue));

    [Fact]
    public void DelayFor_AnyAttempt_LiesBetweenZeroAndTheCap() =>
        Gen.Select(Kinds, Delays, Attempts, Gen.Double[0, 1].Where(number => number < 1)).Sample(
            (kind, delays, attempt, random) =>
            {
                var backoff = Backoff.Create(kind, delays.Base, delays.Max);
                return InRange(backoff.DelayFor(attempt), delays.Max)
                    && InRange(backoff.WithJitter(() => random).DelayFor(attempt), delays.Max)
                    && InRange(backoff.WithJitter().DelayFor(attempt), delays.Max);
            },
            iter: 20_000);

    [Fact]
    public void DelayFor_WithoutJitter_NeverShrinksAndNeverStartsBelowTheBase() =>
        Gen.Select(Kinds, Delays, Gen.Int[0, 2000]).Sample((kind, delays, attempt) =>
        {
            var backoff = Backoff.Create(kind, delays.Base, delays.Max);
            return Close(backoff.DelayFor(0), delays.Base)
                && backoff.DelayFor(attempt) <= backoff.DelayFor(attempt + 1);
        });

    [Theory]
    [InlineData(BackoffKind.Exponential)]
    [InlineData(BackoffKind.Linear)]
    [InlineData(BackoffKind.Constant)]
    public void DelayFor_WithJitter_IsMonotoneInExpectation(BackoffKind kind) =>
        Gen.Select(Gen.Double[0.1, 10], Gen.Double[1, 100], Gen.Int[0, int.MaxValue]).Sample(
            (baseSeconds, capFactor, seed) =>
            {
                var random = new Random(seed);
                var backoff = Backoff.Create(
                    kind,
                    TimeSpan.FromSeconds(baseSeconds),
                    TimeSpan.FromSeconds(baseSeconds * capFactor)).WithJitter(random.NextDouble);
                var means = Enumerable.Range(0, 8).Select(attempt => Mean(backoff, attempt)).ToList();
                // Twenty thousand samples of delays whose deviation is about their own size: the mean is right within
                // three per cent.
                return means.Zip(means.Skip(1)).All(pair => pair.Second >= pair.First * 0.97);
            },
            iter: 20,
            threads: 1);

    [Fact]
    public void DelayFor_ExponentialWithJitter_DoublesOnAverage()
    {
        var backoff = Backoff.Create(BackoffKind.Exponential, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1))
            .WithJitter(new Random(7).NextDouble);

        Assert.InRange(Mean(backoff, 5) / Mean(backoff, 4), 1.9, 2.1);
        Assert.InRange(Mean(backoff, 0), 0.75, 0.95);
    }

    private static double Mean(Backoff backoff, int attempt) =>
        Enumerable.Range(0, Samples).Average(_ => backoff.DelayFor(attempt).TotalSeconds);

    private static bool InRange(TimeSpan delay, TimeSpan max) => delay >= TimeSpan.Zero && delay <= max;

    // Doubles hold 53 bits: the last ticks of delays of thousands of years are rounded.
    private static bool Close(TimeSpan delay, TimeSpan expected) =>
        Math.Abs(delay.Ticks - expected.Ticks) <= expected.Ticks * 1e-15;
}
