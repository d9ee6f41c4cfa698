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
    public void Update_SameWindow_LetsWhatWasSpentExpireInItsTime()
    {
        var budget = new RetryBudget(new(), _time);
        Assert.Equal(8, Grants(budget, 8));
        _time.Advance(TimeSpan.FromSeconds(6));

        budget.Update(new());

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(10, budget.Remaining);
    }

    [Fact]
    public void Update_OtherWindow_ForgetsWhatHadExpired()
    {
        var budget = new RetryBudget(new(), _time);
        Assert.Equal(8, Grants(budget, 8));
        _time.Advance(TimeSpan.FromSeconds(11));

        budget.Update(new() { Window = TimeSpan.FromSeconds(60) });

        Assert.Equal(10, budget.Remaining);
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

    internal static int Grants(RetryBudget budget, int tries) => Enumerable.Range(0, tries).Count(_ => budget.TryAcquireRetry());

    internal static void Calls(RetryBudget budget, int count)
    {
        for (var call = 0; call < count; call++)
        {
            budget.RecordCall();
        }
    }
}
