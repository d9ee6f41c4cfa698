using Microsoft.Extensions.Options;
using ServiceDefaults.Deadlines;

namespace PatientGateway.Batch;

/// <summary>
/// Processes the items of a batch in groups, as in the guide: a number of items at once, a pause, the next group.
/// </summary>
internal sealed class BatchGroups(IOptions<BatchOptions> options, TimeProvider time)
{
    /// <summary>Runs the work for each item. The work handles its own failures: an exception ends the batch.</summary>
    /// <returns>The results, in the order of the items.</returns>
    public async Task<IReadOnlyList<TResult>> RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items,
        TimeSpan pause,
        Func<TItem, int, Task<TResult>> work,
        CancellationToken cancellationToken)
    {
        var results = new List<TResult>(items.Count);
        foreach (var group in items.Index().Chunk(options.Value.Concurrency))
        {
            if (results.Count > 0)
            {
                await PauseAsync(pause, cancellationToken);
            }

            results.AddRange(await Task.WhenAll(group.Select(entry => work(entry.Item, entry.Index))));
        }

        return results;
    }

    // If the caller's deadline ends before the pause, the next calls start at once; once the caller has left, no
    // further call is made.
    private Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        pause > TimeSpan.Zero && (RequestDeadline.Current is not { } deadline || deadline.Remaining > pause)
            ? Task.Delay(pause, time, cancellationToken)
            : Task.CompletedTask;
}
