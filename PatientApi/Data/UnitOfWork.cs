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
/// Runs a unit of work through the pipeline of the database. Each attempt has a context of its own and does the whole of it again, so
/// nothing of a failed one is left. The time that the caller has becomes the time that the database gets.
/// </summary>
internal sealed class UnitOfWork(
    IDbContextFactory<PatientDbContext> contexts, ResiliencePipelineProvider<string> pipelines, IOptionsMonitor<DependencyOptions> options)
{
    /// <summary>The name of the pipeline.</summary>
    public const string Pipeline = "database";

    // Reads that can be done without have places of their own: however many they are, they take none of the others.
    private const string Extra = "extra";

    private const string Read = "read";
    private const string Transaction = "transaction";
    private const string Batch = "batch";

    // Flows with the work of a transaction into whatever that calls.
    private static readonly AsyncLocal<bool> Inside = new();

    private readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(Pipeline);

    /// <summary>Reads.</summary>
    public Task<T> ReadAsync<T>(Func<PatientDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(Read, criticality: null, (db, _, token) => work(db, token), cancellationToken);

    /// <summary>Reads what can be done without, in the bulkhead of such reads.</summary>
    public Task<T> ReadExtraAsync<T>(Func<PatientDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(Read, Extra, (db, _, token) => work(db, token), cancellationToken);

    /// <summary>
    /// Writes, all or nothing, within 45 seconds. A serialization failure, a deadlock or a connection that is lost before COMMIT is a reason to do all of it
    /// again; a connection that is lost during it is not, and <paramref name="commit"/> tells the one from the other.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is called inside of another unit of work.</exception>
    public Task<T> WriteAsync<T>(Func<PatientDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken, CommitWatch? commit = null) =>
        RunAsync(Transaction, criticality: null, (db, scope, token) => TransactAsync(db, scope, commit ?? new(), work, token), cancellationToken);

    /// <summary>Writes one of many, in the bulkhead of those whom nobody waits for; <paramref name="commit"/> knows whether it may have been committed.</summary>
    /// <exception cref="InvalidOperationException">It is called inside of another unit of work.</exception>
    public Task<T> WriteBatchAsync<T>(Func<PatientDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken, CommitWatch? commit = null) =>
        RunAsync(Batch, Criticality.Batch, (db, scope, token) => TransactAsync(db, scope, commit ?? new(), work, token), cancellationToken);

    private async Task<T> RunAsync<T>(
        string operation, string? criticality, Func<PatientDbContext, ExecutionScope, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        if (Inside.Value)
        {
            throw new InvalidOperationException(
                "A unit of work cannot contain another: it would use a second connection, which sees nothing of the first and is not undone with it. Use the context that it was given.");
        }

        var context = ResilienceContextPool.Shared.Get(operation, continueOnCapturedContext: false, cancellationToken);
        if (criticality is not null)
        {
            context.SetCriticality(criticality);
        }

        try
        {
            return await _pipeline.ExecuteAsync((execution, work) => new ValueTask<T>(AttemptAsync(execution, work)), context, attempt);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<T> AttemptAsync<T>(ResilienceContext context, Func<PatientDbContext, ExecutionScope, CancellationToken, Task<T>> attempt)
    {
        // Taken out before the first await: an attempt that is left behind outlives the context.
        var (scope, token) = (ExecutionScope.Of(context)!, context.CancellationToken);
        scope.BeginAttempt();
        await using var db = await contexts.CreateDbContextAsync(token);
        db.Database.SetCommandTimeout(DatabaseTime.ForCommands(Left(scope)));
        return await attempt(db, scope, token);
    }

    private async Task<T> TransactAsync<T>(
        PatientDbContext db, ExecutionScope scope, CommitWatch commit, Func<PatientDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Inside.Value = true;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The driver counts in seconds, the server in milliseconds; and it still counts when this process has gone, or stands still in the middle.
        var left = DatabaseTime.ForStatements(Left(scope));
        await db.Database.ExecuteSqlAsync(
            $"SELECT set_config('statement_timeout', {left}, true), set_config('idle_in_transaction_session_timeout', {left}, true)", cancellationToken);
        var result = await work(db, cancellationToken);
        scope.PassPointOfNoReturn();
        commit.Begin();
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (PostgresException exception) when (IsRollback(exception.SqlState))
        {
            scope.ReturnFromThere();
            commit.RollBack();
            throw;
        }
    }

    private TimeSpan Left(ExecutionScope scope) => options.Get(Pipeline).AttemptTimeout.Within(scope);

    // Classes 40 (transaction rollback) and 23 (a constraint that was looked at late): the server says that it did not commit.
    private static bool IsRollback(string sqlState) =>
        sqlState.StartsWith("40", StringComparison.Ordinal) || sqlState.StartsWith("23", StringComparison.Ordinal);
}
