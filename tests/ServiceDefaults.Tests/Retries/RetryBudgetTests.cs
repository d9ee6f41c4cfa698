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
    public void Configure_SameWindow_KeepsSpentRetries()
    {
        var budget = new RetryBudget(new(), _time);
        Calls(budget, 20);
        Assert.Equal(8, Grants(budget, 8));

        budget.Configure(new() { MinimumRetries = 9, Ratio = 0.5 });

        Assert.Equal(2, budget.Remaining);
    }

    [Fact]
    public void Configure_SameWindow_ExpiresSpentRetriesOnTime()
    {
        var budget = new RetryBudget(new(), _time);
        Assert.Equal(8, Grants(budget, 8));
        _time.Advance(TimeSpan.FromSeconds(6));

        budget.Configure(new());

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(10, budget.Remaining);
    }

    [Fact]
    public void Configure_OtherWindow_DropsExpiredRetries()
    {
        var budget = new RetryBudget(new(), _time);
        Assert.Equal(8, Grants(budget, 8));
        _time.Advance(TimeSpan.FromSeconds(11));

        budget.Configure(new() { Window = TimeSpan.FromSeconds(60) });

        Assert.Equal(10, budget.Remaining);
    }

    [Fact]
    public void Configure_OtherWindow_KeepsSpentRetriesForOneNewWindow()
    {
        var budget = new RetryBudget(new(), _time);
        _time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal(8, Grants(budget, 8));

        budget.Configure(new() { Window = TimeSpan.FromSeconds(60) });

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

        var granted = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => Grants(budget, 500), TestContext.Current.CancellationToken)));

        Assert.Equal(1000, granted.Sum());
    }

    internal static int Grants(RetryBudget budget, int tries) =>
        Enumerable.Range(0, tries).Count(_ => budget.TryAcquireRetry());

    internal static void Calls(RetryBudget budget, int count)
    {
        for (var call = 0; call < count; call++)
        {
            budget.RecordCall();
        }
    }
}
