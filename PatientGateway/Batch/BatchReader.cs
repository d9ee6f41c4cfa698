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
        using var call = calls.Begin(token => GetBatchAsync(reads, token));
        try
        {
            var (response, asOf) = await call.Result.WaitAsync(SoftTimeout(), time, cancellationToken);
            if (response.Value is { } batch)
            {
                return batch.Items.Zip(reads)
                    .Where(pair => !DidNotFit(pair.First))
                    .ToDictionary(pair => pair.Second.Id, pair => new BatchReadResult(
                        patients.RecordPrimaryResult(pair.Second, ResponseOf(pair.First), asOf), Failure: null));
            }

            // The request is valid, so this is an older API without the batch route.
            LogOneByOne(logger, reads.Length, response.Status.ToString());
        }
        catch (TimeoutException) when (!call.Result.IsCompleted)
        {
            call.ReportSoftTimeout(SoftTimeout());
            call.Detach();
            LogOneByOne(logger, reads.Length, nameof(TimeoutException));
        }
        catch (Exception exception) when (AllowsFallback(exception, cancellationToken))
        {
            LogOneByOne(logger, reads.Length, exception.GetType().Name);
        }

        return null;
    }

    private async Task<(ApiResponse<PatientBatch> Response, DateTimeOffset AsOf)> GetBatchAsync(
        PatientRead[] reads, CancellationToken cancellationToken)
    {
        // Taken before sending: a value may change between the API's read and the arrival of its response.
        var asOf = time.GetUtcNow();
        var response = await api.GetManyAsync(
            reads.Select(read => read.Id), reads[0].IncludeDetails, cancellationToken);
        var isWhole = response.Value is null || (response.Value.Items.Select(item =>
            item.Id).SequenceEqual(reads.Select(read => read.Id)) && response.Value.Items.All(IsReadable));
        return isWhole ? (response, asOf) : throw UpstreamFailure.Unreadable(new JsonException(
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
                return new(Result: null, problem);
            }

            throw;
        }
    }

    // The soft timeout of a single read, but not beyond the caller's deadline.
    private TimeSpan SoftTimeout()
    {
        var own = calls.SoftTimeout;
        var callers = RequestDeadline.Current?.Remaining ?? TimeSpan.MaxValue;
        return callers < own ? TimeSpan.FromTicks(Math.Max(0, callers.Ticks)) : own;
    }

    private bool AllowsFallback(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && errors.Classify(exception, new(IsSafe: true, cancellationToken)) is { IsUnavailable: true };

    private static bool IsReadable(PatientBatchItem item) => item.Value is not null
        || DidNotFit(item)
        || (item.Status == StatusCodes.Status404NotFound
            && string.Equals(item.Problem?.Type, ProblemTypes.PatientNotFound, StringComparison.Ordinal));

    // The response of the batch had no room for this patient; a single read does.
    private static bool DidNotFit(PatientBatchItem item) => item.Status == StatusCodes.Status413PayloadTooLarge;

    private static ApiResponse<PatientResponse> ResponseOf(PatientBatchItem item) => new()
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
        "A batch of {Count} reads failed as a whole ({Reason}); the gateway reads each patient separately.")]
    private static partial void LogOneByOne(ILogger logger, int count, string reason);
}
