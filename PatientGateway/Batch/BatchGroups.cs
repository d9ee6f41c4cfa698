using Microsoft.Extensions.Options;
using ServiceDefaults.Deadlines;

namespace PatientGateway.Batch;

/// <summary>Works through the items of a batch as the guide does: so many at once, a pause, the next ones.</summary>
internal sealed class BatchGroups(IOptions<BatchOptions> options, TimeProvider time)
{
    /// <summary>Does the work of each item, whose failures are its own business: one that is thrown ends the batch.</summary>
    /// <returns>The results, in the order of the items.</returns>
    public async Task<IReadOnlyList<TResult>> RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, TimeSpan pause, Func<TItem, int, Task<TResult>> work, CancellationToken cancellationToken)
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

    // When the caller will be gone before the pause is over, what is left of its time is better used for asking; when it is gone, nobody is asked.
    private Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        pause > TimeSpan.Zero && (RequestDeadline.Current is not { } deadline || deadline.Remaining > pause)
            ? Task.Delay(pause, time, cancellationToken)
            : Task.CompletedTask;
}
