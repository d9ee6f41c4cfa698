namespace AppHost.LocalServers.Tests.Fixtures;

/// <summary>How long tests wait for what must happen: far longer than it takes, so that only what never happens is too late.</summary>
internal static class Deadline
{
    public static CancellationTokenSource Start(TimeSpan? after = null)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(after ?? TimeSpan.FromMinutes(2));
        return deadline;
    }

    /// <summary>Asks until the answer is yes.</summary>
    public static async Task UntilAsync(Func<bool> condition, TimeSpan? after = null)
    {
        using var deadline = Start(after);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
