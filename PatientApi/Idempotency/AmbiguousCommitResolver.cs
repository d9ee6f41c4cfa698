using Microsoft.Extensions.Options;
using PatientApi.Data;
using ServiceDefaults.Errors;

namespace PatientApi.Idempotency;

/// <summary>
/// Finds out whether a COMMIT whose response was lost took effect, by executing the write once more under its key.
/// Acquiring the lock proves that the transaction in doubt has ended: either its response is stored, or nothing was
/// committed and the write can be executed again.
/// </summary>
internal sealed class AmbiguousCommitResolver(IOptions<IdempotencyOptions> options, TimeProvider clock)
{
    /// <summary>Executes the write, and once more if its COMMIT is in doubt.</summary>
    /// <param name="first">The write; it receives the tracker of its COMMIT.</param>
    /// <param name="again">The same write, until its outcome is known. It has
    /// <see cref="IdempotencyOptions.ResolveTimeout"/> to complete.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <exception cref="ResilienceException">It is unknown whether it was committed: 504, may have
    /// succeeded.</exception>
    public async Task<T> ResolveAsync<T>(
        Func<CommitTracker, CancellationToken, Task<T>> first,
        Func<CancellationToken, Task<T>> again,
        CancellationToken cancellationToken)
    {
        var commit = new CommitTracker();
        try
        {
            return await first(commit, cancellationToken);
        }
        catch (Exception exception) when (commit.IsInDoubt && !cancellationToken.IsCancellationRequested)
        {
            return await ResolveDoubtAsync(again, exception, cancellationToken);
        }
    }

    private async Task<T> ResolveDoubtAsync<T>(
        Func<CancellationToken, Task<T>> again, Exception doubt, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.ResolveTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
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
