using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>Waiting for something that does not end when the waiting does.</summary>
internal static class Waiting
{
    /// <summary>Waits for the end, good or bad, for so long, and no longer than the caller of this request does.</summary>
    /// <returns>Whether it has ended.</returns>
    public static async Task<bool> EndsWithinAsync(this Task task, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var remaining = RequestDeadline.Current?.Remaining ?? TimeSpan.MaxValue;
        var limit = remaining == TimeSpan.MaxValue || (patience < remaining && patience != Timeout.InfiniteTimeSpan) ? patience : remaining;
        if (!task.IsCompleted && (limit > TimeSpan.Zero || limit == Timeout.InfiniteTimeSpan))
        {
            await task.WaitAsync(limit, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return task.IsCompleted;
    }

    /// <summary>Waits as long as the caller does.</summary>
    /// <exception cref="DeadlineExceededException">The caller's deadline has passed.</exception>
    public static async Task<TResult> WaitForCallerAsync<TResult>(this Task<TResult> task, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await task.EndsWithinAsync(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false))
        {
            throw new DeadlineExceededException();
        }

        return await task.ConfigureAwait(false);
    }
}
