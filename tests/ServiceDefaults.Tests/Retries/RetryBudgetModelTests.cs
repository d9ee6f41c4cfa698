using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Tests.Retries;

public sealed class RetryBudgetModelTests
{
    [Fact]
    public void TryAcquireRetry_AnyHistory_AgreesWithASimpleModel()
    {
        var step = Gen.OneOf(
            Gen.Int[1, 30].Select(count => (Kind: 'c', Count: count)),
            Gen.Int[1, 12].Select(count => (Kind: 'r', Count: count)),
            Gen.Int[1, 15_000].Select(milliseconds => (Kind: 't', Count: milliseconds)));
        Gen.Select(step.List[1, 60], Gen.Double[0, 1], Gen.Int[0, 20]).Sample(
            (steps, ratio, minimum) =>
            {
                var time = new FakeTimeProvider();
                var options = new RetryBudgetOptions { Ratio = ratio, MinimumRetries = minimum };
                var budget = new RetryBudget(options, time);
                var model = new Model(options);
                return steps.All(
                    one => Play(one.Kind, one.Count, budget, model, time) && budget.Remaining == model.Remaining);
            },
            iter: 5_000);
    }

    private static bool Play(char kind, int count, RetryBudget budget, Model model, FakeTimeProvider time)
    {
        switch (kind)
        {
            case 't':
                time.Advance(TimeSpan.FromMilliseconds(count));
                model.Advance(count);
                return true;
            case 'c':
                RetryBudgetTests.Calls(budget, count);
                model.Calls.AddRange(Enumerable.Repeat(model.Now, count));
                return true;
            default:
                return RetryBudgetTests.Grants(budget, count) == model.Grants(count);
        }
    }

    /// <summary>
    /// Every event with its time; an event counts until its whole second has left the window of ten seconds.
    /// </summary>
    private sealed class Model(RetryBudgetOptions options)
    {
        public List<long> Calls { get; } = [];

        public long Now { get; private set; }

        public int Remaining => Math.Max(
            0, Math.Max(options.MinimumRetries, (int)(InWindow(Calls) * options.Ratio)) - InWindow(_retries));

        private readonly List<long> _retries = [];

        public void Advance(int milliseconds) => Now += milliseconds;

        public int Grants(int tries)
        {
            var granted = Math.Min(tries, Remaining);
            _retries.AddRange(Enumerable.Repeat(Now, granted));
            return granted;
        }

        private int InWindow(List<long> times) => times.Count(time => (Now / 1000) - (time / 1000) <= 10);
    }
}
