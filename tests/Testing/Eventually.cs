using System.Runtime.CompilerServices;

namespace Testing;

/// <summary>Polls for a condition that another thread or process makes true.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    /// <exception cref="TimeoutException">The condition did not become true in time.</exception>
    public static Task IsTrueAsync(
        Func<bool> condition,
        TimeSpan? timeout = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        IsTrueAsync(() => Task.FromResult(condition()), timeout, expression);

    /// <exception cref="TimeoutException">The condition did not become true in time.</exception>
    public static async Task IsTrueAsync(
        Func<Task<bool>> condition,
        TimeSpan? timeout = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        var limit = timeout ?? DefaultTimeout;
        var started = TimeProvider.System.GetTimestamp();
        using var pause = new PeriodicTimer(Pause);
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException(
                    $"Not true within {limit}: {expression}. Where a FakeTimeProvider drives it, advance that.");
            }

            await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
