using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>Waits for tasks that continue after the wait has ended.</summary>
internal static class TaskWaitExtensions
{
    /// <summary>
    /// Waits until the task ends, in success or failure, but no longer than <paramref name="waitTimeout"/> and the
    /// deadline of the request.
    /// </summary>
    /// <returns>Whether the task has ended.</returns>
    public static async Task<bool> EndsWithinAsync(
        this Task task, TimeSpan waitTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var remaining = RequestDeadline.Current?.Remaining ?? TimeSpan.MaxValue;
        var limit = remaining == TimeSpan.MaxValue
            || (waitTimeout < remaining && waitTimeout != Timeout.InfiniteTimeSpan) ? waitTimeout : remaining;
        if (!task.IsCompleted && (limit > TimeSpan.Zero || limit == Timeout.InfiniteTimeSpan))
        {
            await task.WaitAsync(limit, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return task.IsCompleted;
    }

    /// <summary>Waits for the task until the deadline of the request.</summary>
    /// <exception cref="DeadlineExceededException">The deadline of the request has passed.</exception>
    public static async Task<TResult> WaitForCallerAsync<TResult>(
        this Task<TResult> task, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await task.EndsWithinAsync(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false))
        {
            throw new DeadlineExceededException();
        }

        return await task.ConfigureAwait(false);
    }
}
