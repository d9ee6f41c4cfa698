using Microsoft.EntityFrameworkCore;
using Npgsql;
using PatientApi.Data;
using PatientApi.Errors;
using PatientApi.Model;
using ServiceDefaults.Callers;
using ServiceDefaults.Errors;

namespace PatientApi.Idempotency;

/// <summary>
/// Executes a write once, however often it is sent: the change and its response are committed together or not at all.
/// The key is looked up before any other condition is checked, so that a repeated write does not fail because of its
/// first success.
/// </summary>
internal sealed class IdempotentWrites(
    UnitOfWork unitOfWork, AmbiguousCommitResolver ambiguousCommits, ICallerContext caller, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Executes the work in one transaction, or returns the response of its earlier execution.</summary>
    /// <param name="http">The request, with its key if it has one.</param>
    /// <param name="work">The work. It may run several times, of which one is committed.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <exception cref="ResilienceException">It is unknown whether the work was committed: 504, may have
    /// succeeded.</exception>
    public Task<IResult> ExecuteAsync(
        HttpContext http,
        Func<PatientDbContext, CancellationToken, Task<IResult>> work,
        CancellationToken cancellationToken) =>
        IdempotentRequest.Of(http, caller) is { } request
            ? OnceAsync((db, token) => WriteUnderKeyAsync(db, request, http, work, token), cancellationToken)
            : RetryOnConflictAsync(() => unitOfWork.WriteAsync(work, cancellationToken));

    // Another writer may write between read and save, or take the same external id. A retry checks every condition
    // again on the current data. Each further round means that another writer succeeded, so no writer starves.
    private static async Task<IResult> RetryOnConflictAsync(Func<Task<IResult>> write)
    {
        while (true)
        {
            try
            {
                return await write();
            }
            catch (DbUpdateException exception)
                when (exception is DbUpdateConcurrencyException || IsDuplicate(exception))
            {
                // Everything of this round was rolled back.
            }
        }
    }

    private static bool IsDuplicate(DbUpdateException exception) =>
        DatabaseFailure.Of(exception) is { SqlState: PostgresErrorCodes.UniqueViolation };

    private async Task<IResult> WriteUnderKeyAsync(
        PatientDbContext db,
        IdempotentRequest request,
        HttpContext http,
        Func<PatientDbContext, CancellationToken, Task<IResult>> work,
        CancellationToken cancellationToken)
    {
        if (!await KeyLock.TryTakeAsync(db, request, cancellationToken))
        {
            return RequestInProgressResult.Instance;
        }

        if (await IdempotencyStore.FindAsync(db, request, cancellationToken) is { } stored)
        {
            return request.IsOf(stored.Fingerprint) ? BufferedResponse.ReplayOf(stored) : Problems.KeyReused();
        }

        var response = await BufferedResponse.OfAsync(await work(db, cancellationToken), http);
        if (response.IsFinal)
        {
            await IdempotencyStore.AddAsync(
                db, [response.ToStored(request, clock.GetPostgresNow())], cancellationToken);
        }

        return response;
    }

    private Task<IResult> OnceAsync(
        Func<PatientDbContext, CancellationToken, Task<IResult>> attempt,
        CancellationToken cancellationToken) => ambiguousCommits.ResolveAsync(
        (commit, token) => RetryOnConflictAsync(() => unitOfWork.WriteAsync(attempt, token, commit)),
        token => UntilItHasEndedAsync(() => RetryOnConflictAsync(() => unitOfWork.WriteAsync(attempt, token)), token),
        cancellationToken);

    private async Task<IResult> UntilItHasEndedAsync(Func<Task<IResult>> write, CancellationToken cancellationToken)
    {
        IResult result;
        while ((result = await write()) is RequestInProgressResult)
        {
            await Task.Delay(Pause, clock, cancellationToken);
        }

        return result;
    }
}
