using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Polly;
using Polly.Registry;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Pipelines;

namespace PatientApi.Data;

/// <summary>
/// Runs a unit of work through the pipeline of the database. Each attempt uses a new context and repeats the whole
/// work, so that nothing remains of a failed attempt. The time left for the caller becomes the timeout of the database.
/// </summary>
internal sealed class UnitOfWork(
    IDbContextFactory<PatientDbContext> contexts,
    ResiliencePipelineProvider<string> pipelines,
    IOptionsMonitor<DependencyOptions> options,
    MaintenanceContexts? maintenance = null)
{
    /// <summary>Name of the pipeline.</summary>
    public const string Pipeline = "database";

    // Low-priority reads have a bulkhead of their own, so that they take no permits from other work.
    private const string Extra = "extra";

    private const string Read = "read";
    private const string Transaction = "transaction";
    private const string Batch = "batch";

    // AsyncLocal, so that it flows into everything that the work of a transaction calls.
    private static readonly AsyncLocal<bool> Inside = new();

    private readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(Pipeline);

    /// <summary>Runs a read.</summary>
    public Task<T> ReadAsync<T>(
        Func<PatientDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(
            Read, criticality: null, contexts.CreateDbContext, (db, _, token) => work(db, token), cancellationToken);

    /// <summary>Runs a low-priority read in the bulkhead for such reads.</summary>
    public Task<T> ReadLowPriorityAsync<T>(
        Func<PatientDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(Read, Extra, contexts.CreateDbContext, (db, _, token) => work(db, token), cancellationToken);

    /// <summary>
    /// Runs a write in one transaction, within 45 seconds. After a serialization failure, a deadlock or a connection
    /// lost before COMMIT, the whole write is retried. It is not retried after a connection lost during COMMIT;
    /// <paramref name="commit"/> tracks whether that may be the case.
    /// </summary>
    /// <exception cref="InvalidOperationException">The call is inside another unit of work.</exception>
    public Task<T> WriteAsync<T>(
        Func<PatientDbContext, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken,
        CommitTracker? commit = null) =>
        RunAsync(
            Transaction,
            criticality: null,
            contexts.CreateDbContext,
            (db, scope, token) => TransactAsync(db, scope, commit ?? new(), work, token),
            cancellationToken);

    /// <summary>
    /// Runs one of many writes in the bulkhead for background work; <paramref name="commit"/> tracks whether it may
    /// have been committed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The call is inside another unit of work.</exception>
    public Task<T> WriteBatchAsync<T>(
        Func<PatientDbContext, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken,
        CommitTracker? commit = null) =>
        RunAsync(
            Batch,
            Criticality.Batch,
            contexts.CreateDbContext,
            (db, scope, token) => TransactAsync(db, scope, commit ?? new(), work, token),
            cancellationToken);

    /// <summary>Runs background work in one transaction on the connection of another role.</summary>
    /// <param name="create">Creates a context on that connection.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="InvalidOperationException">The call is inside another unit of work.</exception>
    public Task<T> RunAsRoleAsync<T>(
        Func<PatientDbContext> create,
        Func<PatientDbContext, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken) => RunAsync(
        Batch,
        Criticality.Batch,
        create,
        (db, scope, token) => TransactAsync(db, scope, new(), work, token),
        cancellationToken);

    /// <summary>
    /// Runs a write that spans tenants, in the bulkhead for background work and on the owner's connection.
    /// </summary>
    /// <exception cref="InvalidOperationException">The call is inside another unit of work, or in a read-only instance,
    /// which has no connection of the owner.</exception>
    public Task<T> MaintainAsync<T>(
        Func<PatientDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsRoleAsync(
            maintenance is null
                ? throw new InvalidOperationException("Maintenance needs the connection of the owner, which "
                    + "a read-only instance does not have: register the caller only in instances that write.")
                : maintenance.Create,
            work,
            cancellationToken);

    private async Task<T> RunAsync<T>(
        string operation,
        string? criticality,
        Func<PatientDbContext> create,
        Func<PatientDbContext, ExecutionScope, CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken)
    {
        if (Inside.Value)
        {
            throw new InvalidOperationException(
                "Units of work cannot be nested: the inner one would use a second connection outside the transaction. "
                + "Use the DbContext passed to the outer one.");
        }

        var context = ResilienceContextPool.Shared.Get(operation, continueOnCapturedContext: false, cancellationToken);
        if (criticality is not null)
        {
            context.SetCriticality(criticality);
        }

        try
        {
            return await _pipeline.ExecuteAsync(
                (execution, work) => new ValueTask<T>(AttemptAsync(execution, work.create, work.attempt)),
                context,
                (create, attempt));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<T> AttemptAsync<T>(
        ResilienceContext context,
        Func<PatientDbContext> create,
        Func<PatientDbContext, ExecutionScope, CancellationToken, Task<T>> attempt)
    {
        // Read before the first await, because an attempt that the pipeline no longer waits for outlives the context.
        var (scope, token) = (ExecutionScope.Of(context)!, context.CancellationToken);
        scope.BeginAttempt();
        await using var db = create();
        db.Database.SetCommandTimeout(DatabaseTime.ForCommands(Left(scope)));
        return await attempt(db, scope, token);
    }

    private async Task<T> TransactAsync<T>(
        PatientDbContext db,
        ExecutionScope scope,
        CommitTracker commit,
        Func<PatientDbContext, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        Inside.Value = true;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The first command also sets the tenant of the transaction: see TenantInterceptor. The driver's timeout is in
        // seconds, the server's in milliseconds; the server also applies it when this process ends or hangs within the
        // transaction.
        var left = DatabaseTime.ForStatements(Left(scope));
        await db.Database.ExecuteSqlAsync(
            $"""
            SELECT set_config('statement_timeout', {left}, true),
                set_config('idle_in_transaction_session_timeout', {left}, true)
            """,
            cancellationToken);
        var result = await work(db, cancellationToken);
        scope.MarkCommitStarted();
        commit.Begin();
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (PostgresException exception) when (IsRollback(exception.SqlState))
        {
            scope.MarkRolledBack();
            commit.RollBack();
            throw;
        }
    }

    private TimeSpan Left(ExecutionScope scope) => options.Get(Pipeline).AttemptTimeout.Within(scope);

    // Classes 40 (transaction rollback) and 23 (a deferred constraint): the server reports that it did not commit.
    private static bool IsRollback(string sqlState) =>
        sqlState.StartsWith("40", StringComparison.Ordinal) || sqlState.StartsWith("23", StringComparison.Ordinal);
}
