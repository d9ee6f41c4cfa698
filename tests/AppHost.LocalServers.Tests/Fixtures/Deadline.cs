namespace AppHost.LocalServers.Tests.Fixtures;

/// <summary>
/// How long tests wait for what must happen: far longer than it takes, so that only what never happens is too late.
/// </summary>
internal static class Deadline
{
    public static CancellationTokenSource Start(TimeSpan? after = null)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(after ?? TimeSpan.FromMinutes(2));
        return deadline;
    }
}
