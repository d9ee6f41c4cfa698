using Microsoft.Extensions.Options;
using PatientApi.Data;
using ServiceDefaults.Errors;

namespace PatientApi.Idempotency;

/// <summary>
/// Finds out what became of a COMMIT whose answer was lost, by doing the write once more under its key. Whoever gets the lock knows that the transaction in
/// doubt has ended: its answer is there, or nothing of it is and it can be done again.
/// </summary>
internal sealed class LostCommits(IOptions<IdempotencyOptions> options, TimeProvider clock)
{
    /// <summary>Writes, and asks once more where the commit is in doubt.</summary>
    /// <param name="first">The write, with who watches its commit.</param>
    /// <param name="again">The same, until it is known what became of it. It may take as long as <see cref="IdempotencyOptions.ResolveWithin"/>.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <exception cref="ResilienceException">Nobody can say whether it was committed: 504, may have succeeded.</exception>
    public async Task<T> ResolveAsync<T>(Func<CommitWatch, CancellationToken, Task<T>> first, Func<CancellationToken, Task<T>> again, CancellationToken cancellationToken)
    {
        var commit = new CommitWatch();
        try
        {
            return await first(commit, cancellationToken);
        }
        catch (Exception exception) when (commit.IsInDoubt && !cancellationToken.IsCancellationRequested)
        {
            return await AskAsync(again, exception, cancellationToken);
        }
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> again, Exception doubt, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.ResolveWithin, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await again(either.Token);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ResilienceException(ClassifiedErrors.Timeout(mayHaveSucceeded: true), doubt);
        }
    }
}
