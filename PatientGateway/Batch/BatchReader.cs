using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Patients;
using PatientGateway.Upstream;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;
using ServiceDefaults.Fallback;

namespace PatientGateway.Batch;

/// <summary>
/// Reads several patients in one call. If the call fails in a way for which a single read would use a fallback, each
/// patient is read alone: cached patients are still returned, and only those without a fallback fail.
/// </summary>
internal sealed partial class BatchReader(
    PatientApiClient api,
    [FromKeyedServices(PatientOperations.Get)] IFallbackOperation<PatientRead, ApiResponse<PatientResponse>> patients,
    BatchCalls calls,
    BatchGroups groups,
    ItemProblemFactory failures,
    IErrorClassifier errors,
    IOptions<BatchOptions> options,
    TimeProvider time,
    ILogger<BatchReader> logger)
{
    /// <summary>Reads each distinct patient once.</summary>
    /// <exception cref="OperationCanceledException">The caller has disconnected.</exception>
    public async Task<IReadOnlyDictionary<Guid, BatchReadResult>> ReadAsync(
        IEnumerable<Guid> ids, bool includeDetails, CancellationToken cancellationToken)
    {
        PatientRead[] reads = [.. ids.Distinct().Select(id => new PatientRead(id, includeDetails ? "true" : null))];
        var readings = await TryAtOnceAsync(reads, cancellationToken) ?? [];
        PatientRead[] left = [.. reads.Where(read => !readings.ContainsKey(read.Id))];
        var alone = await groups.RunAsync(
            left, options.Value.ReadPause, (read, _) => ReadAloneAsync(read, cancellationToken), cancellationToken);
        return readings.Concat(left.Zip(alone, (read, reading) => KeyValuePair.Create(read.Id, reading)))
            .ToDictionary();
    }

    // Returns the patients in the API's response, which may be incomplete: it may have no room for a hundred large
    // patients.
    private async Task<Dictionary<Guid, BatchReadResult>?> TryAtOnceAsync(
        PatientRead[] reads, CancellationToken cancellationToken)
    {
        using var call = calls.Begin(token => AskAsync(reads, token));
        try
        {
            var (answer, asOf) = await call.Answer.WaitAsync(Patience(), time, cancellationToken);
            if (answer.Value is { } batch)
            {
                return batch.Items.Zip(reads)
                    .Where(pair => !DidNotFit(pair.First))
                    .ToDictionary(pair => pair.Second.Id, pair => new BatchReadResult(
                        patients.RecordPrimaryResult(pair.Second, AnswerOf(pair.First), asOf), Failure: null));
            }

            // The request is valid, so this is an older API without the batch route.
            LogOneByOne(logger, reads.Length, answer.Status.ToString());
        }
        catch (TimeoutException) when (!call.Answer.IsCompleted)
        {
            call.ReportSoftTimeout(Patience());
            call.Detach();
            LogOneByOne(logger, reads.Length, nameof(TimeoutException));
        }
        catch (Exception exception) when (MayPass(exception, cancellationToken))
        {
            LogOneByOne(logger, reads.Length, exception.GetType().Name);
        }

        return null;
    }

    private async Task<(ApiResponse<PatientBatch> Answer, DateTimeOffset AsOf)> AskAsync(
        PatientRead[] reads, CancellationToken cancellationToken)
    {
        // Taken before sending: a value may change between the API's read and the arrival of its response.
        var asOf = time.GetUtcNow();
        var answer = await api.GetManyAsync(reads.Select(read => read.Id), reads[0].IncludeDetails, cancellationToken);
        var isWhole = answer.Value is null || (answer.Value.Items.Select(item =>
            item.Id).SequenceEqual(reads.Select(read => read.Id)) && answer.Value.Items.All(IsAnswer));
        return isWhole ? (answer, asOf) : throw UpstreamFailure.Unreadable(new JsonException(
            "The response has other ids than the request, or an item with neither a patient nor a known problem."));
    }

    private async Task<BatchReadResult> ReadAloneAsync(PatientRead read, CancellationToken cancellationToken)
    {
        try
        {
            return new(await patients.ExecuteAsync(read, cancellationToken), Failure: null);
        }
        catch (Exception exception)
        {
            if (failures.Create(exception, new(IsSafe: true, cancellationToken)) is { } problem)
            {
                return new(Answered: null, problem);
            }

            throw;
        }
    }

    // The soft timeout of a single read, but not beyond the caller's deadline.
    private TimeSpan Patience()
    {
        var own = calls.SoftTimeout;
        var callers = RequestDeadline.Current?.Remaining ?? TimeSpan.MaxValue;
        return callers < own ? TimeSpan.FromTicks(Math.Max(0, callers.Ticks)) : own;
    }

    private bool MayPass(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && errors.Classify(exception, new(IsSafe: true, cancellationToken)) is { IsUnavailable: true };

    private static bool IsAnswer(PatientBatchItem item) => item.Value is not null
        || DidNotFit(item)
        || (item.Status == StatusCodes.Status404NotFound
            && string.Equals(item.Problem?.Type, ProblemTypes.PatientNotFound, StringComparison.Ordinal));

    // The response of the batch had no room for this patient; a single read does.
    private static bool DidNotFit(PatientBatchItem item) => item.Status == StatusCodes.Status413PayloadTooLarge;

    private static ApiResponse<PatientResponse> AnswerOf(PatientBatchItem item) => new()
    {
        Status = (HttpStatusCode)item.Status,
        Value = item.Value,
        // An invalid entity tag is ignored, as it is in a header.
        ETag = EntityTagHeaderValue.TryParse(item.Etag, out var tag) ? tag : null,
        Problem = item.Value is null ? UpstreamProblem.Of((HttpStatusCode)item.Status, item.Problem) : null,
    };

    [LoggerMessage(
        1,
        LogLevel.Information,
        "A batch of {Count} reads failed as a whole ({Reason}); the gateway reads each patient separately")]
    private static partial void LogOneByOne(ILogger logger, int count, string reason);
}
