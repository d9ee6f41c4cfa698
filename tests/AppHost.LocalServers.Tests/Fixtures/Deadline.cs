namespace AppHost.LocalServers.Tests.Fixtures;

/// <summary>
/// How long tests wait for an expected event: far longer than it takes, so that only a missing event times out.
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
