using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Tests.Retries;

public sealed class RetryBudgetTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryAcquireRetry_FewCalls_GrantsTheMinimum()
    {
        var budget = new RetryBudget(new(), _time);

        Assert.Equal(10, budget.Remaining);
        Assert.Equal(10, Grants(budget, 15));
        Assert.Equal(0, budget.Remaining);
    }

    [Fact]
    public void TryAcquireRetry_ManyCalls_GrantsAFifth()
    {
        var budget = new RetryBudget(new(), _time);
        Calls(budget, 104);

        Assert.Equal(20, budget.Remaining);
        Assert.Equal(20, Grants(budget, 100));
        budget.RecordCall();
        Assert.Equal(1, Grants(budget, 2));
    }

    [Fact]
    public void TryAcquireRetry_WindowHasPassed_GrantsAgain()
    {
        var budget = new RetryBudget(new(), _time);
        Assert.Equal(10, Grants(budget, 11));

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(budget.TryAcquireRetry());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, Grants(budget, 11));

        _time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal(10, Grants(budget, 11));
    }

    [Fact]
    public void Update_SameWindow_KeepsWhatWasSpent()
    {
        var budget = new RetryBudget(new(), _time);
        Calls(budget, 20);
        Assert.Equal(8, Grants(budget, 8));

        budget.Update(new() { MinimumRetries = 9, Ratio = 0.5 });

        Assert.Equal(2, budget.Remaining);
    }

    [Fact]
    public void Update_OtherWindow_KeepsWhatWasSpentForOneNewWindow()
    {
        var budget = new RetryBudget(new(), _time);
        _time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal(8, Grants(budget, 8));

        budget.Update(new() { Window = TimeSpan.FromSeconds(60) });

        Assert.Equal(2, budget.Remaining);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(2, budget.Remaining);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(10, budget.Remaining);
    }

    [Fact]
    public async Task TryAcquireRetry_ManyThreads_NeverGrantsMore()
    {
        var budget = new RetryBudget(new() { MinimumRetries = 1000 }, _time);

        var granted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Grants(budget, 500), TestContext.Current.CancellationToken)));

        Assert.Equal(1000, granted.Sum());
    }

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
                return steps.All(one => Play(one.Kind, one.Count, budget, model, time) && budget.Remaining == model.Remaining);
            },
            iter: 5_000);
    }

    [Fact]
    public void GetOrAdd_SameDependency_IsTheSameBudgetWithNewOptions()
    {
        using var provider = Host.CreateEmptyApplicationBuilder(settings: null).AddRetries().Services.BuildServiceProvider();
        var budgets = provider.GetRequiredService<IRetryBudgets>();
        var first = budgets.GetOrAdd("a", new());
        Assert.True(first.TryAcquireRetry());

        Assert.Same(first, budgets.GetOrAdd("a", new() { MinimumRetries = 5 }));
        Assert.Equal(4, first.Remaining);
        Assert.NotSame(first, budgets.GetOrAdd("b", new()));
        Assert.Equal("a, b", string.Join(", ", budgets.All.Keys.Order(StringComparer.Ordinal)));
        Assert.Same(first, budgets.All["a"]);
    }

    private static int Grants(RetryBudget budget, int tries) => Enumerable.Range(0, tries).Count(_ => budget.TryAcquireRetry());

    private static void Calls(RetryBudget budget, int count)
    {
        for (var call = 0; call < count; call++)
        {
            budget.RecordCall();
        }
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
                Calls(budget, count);
                model.Calls.AddRange(Enumerable.Repeat(model.Now, count));
                return true;
            default:
                return Grants(budget, count) == model.Grants(count);
        }
    }

    /// <summary>Every event with its time; an event counts until its second is wholly out of the ten seconds of the window.</summary>
    private sealed class Model(RetryBudgetOptions options)
    {
        public List<long> Calls { get; } = [];

        public long Now { get; private set; }

        public int Remaining => Math.Max(0, Math.Max(options.MinimumRetries, (int)(InWindow(Calls) * options.Ratio)) - InWindow(_retries));

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
