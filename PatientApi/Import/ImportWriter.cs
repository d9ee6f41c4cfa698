using Npgsql;
using PatientApi.Contracts;
using PatientApi.Data;
using PatientApi.Idempotency;
using ServiceDefaults.Errors;

namespace PatientApi.Import;

/// <summary>Stores the lines of one chunk and returns a result for each.</summary>
internal sealed partial class ImportWriter(
    UnitOfWork unitOfWork,
    AmbiguousCommitResolver lostCommits,
    ImportChunk chunk,
    IErrorClassifier errors,
    ILogger<ImportWriter> logger)
{
    /// <summary>
    /// Returns the results in the order of the lines; empty if the import is rejected as a whole. A failure of the
    /// database is a result as well, and the import continues.
    /// </summary>
    public async Task<IReadOnlyList<ImportLineResult>> WriteAsync(
        IReadOnlyList<ImportLine> lines, ImportRun run, CancellationToken cancellationToken)
    {
        // Lines with the same external id form one group, because one statement cannot change a row twice.
        var groups = lines.Where(line => line.Values is not null)
            .GroupBy(line => line.ExternalId!, StringComparer.Ordinal).ToList();
        var results = new Dictionary<long, ImportLineResult>();
        await WriteAsync(groups, run, results, cancellationToken);
        return run.IsRefused
            ? []
            : [.. lines.Select(line => line.Problem is null ? results[line.Number] : line.Failed(line.Problem))];
    }

    private async Task WriteAsync(
        List<IGrouping<string, ImportLine>> groups,
        ImportRun run,
        Dictionary<long, ImportLineResult> results,
        CancellationToken cancellationToken)
    {
        if (groups.Count == 0 || run.IsRefused)
        {
            return;
        }

        if (run.HasGap)
        {
            Fail(groups, results, ImportProblems.NotTried);
            return;
        }

        try
        {
            Take(await WriteAsync(groups, run.Request, cancellationToken), run, results);
        }
        catch (Exception exception) when (DatabaseFailure.Of(exception) is PostgresException { SqlState: var sqlState }
            && IsAboutData(sqlState))
        {
            // One row failed the statement for all of them: bisection finds it in few steps.
            LogRefused(sqlState, groups.Count);
            if (groups.Count == 1)
            {
                Fail(groups, results, ImportProblems.Refused);
                return;
            }

            await WriteAsync(groups[..(groups.Count / 2)], run, results, cancellationToken);
            await WriteAsync(groups[(groups.Count / 2)..], run, results, cancellationToken);
        }
        catch (Exception exception) when (IsAboutServer(exception, cancellationToken))
        {
            LogUnavailable(exception.GetType().Name, groups.Count);
            run.LeaveGap();
            Fail(groups, results, ImportProblems.DatabaseUnavailable);
        }
    }

    // Without a key a COMMIT in doubt is not resolved: a second execution would report every line as updated.
    private Task<List<ImportLineResult>?> WriteAsync(
        List<IGrouping<string, ImportLine>> groups, IdempotentRequest? request, CancellationToken cancellationToken)
    {
        return request is null
            ? AttemptAsync(commit: null, cancellationToken)
            : lostCommits.ResolveAsync(AttemptAsync, token => AttemptAsync(commit: null, token), cancellationToken);

        Task<List<ImportLineResult>?> AttemptAsync(CommitTracker? commit, CancellationToken token) =>
            unitOfWork.WriteBatchAsync((db, attempt) => chunk.WriteAsync(db, groups, request, attempt), token, commit);
    }

    private static void Take(List<ImportLineResult>? written, ImportRun run, Dictionary<long, ImportLineResult> results)
    {
        if (written is null)
        {
            run.Refuse();
            return;
        }

        written.ForEach(result => results[result.Line] = result);
    }

    private static void Fail(
        List<IGrouping<string, ImportLine>> groups, Dictionary<long, ImportLineResult> results, ImportProblem problem)
    {
        foreach (var line in groups.SelectMany(group => group))
        {
            results[line.Number] = line.Failed(problem);
        }
    }

    // SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation): the values are at fault, not the
    // server.
    private static bool IsAboutData(string sqlState) =>
        sqlState.StartsWith("22", StringComparison.Ordinal) || sqlState.StartsWith("23", StringComparison.Ordinal);

    // The database failed, or the pipeline rejected the call because the database is unavailable, too slow or too busy.
    private bool IsAboutServer(Exception exception, CancellationToken cancellationToken) =>
        DatabaseFailure.Of(exception) is not null
        || errors.Classify(exception, new(CallerAborted: cancellationToken)) is { CanRetry: true };

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Debug,
        Message = "Postgres rejected an import statement of {Rows} rows with SQLSTATE {SqlState}.")]
    private partial void LogRefused(string sqlState, int rows);

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Warning,
        Message = "{Rows} rows of an import may not have been stored ({Exception}). The response says so for each of "
            + "their lines.")]
    private partial void LogUnavailable(string exception, int rows);
}
