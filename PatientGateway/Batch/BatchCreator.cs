using System.Net.Mime;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Operations;
using PatientGateway.Upstream;
using Polly.RateLimiting;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;
using ServiceDefaults.Idempotency;

namespace PatientGateway.Batch;

/// <summary>
/// Creates several patients, each by a write with its own key. That key is derived from the key of the batch and the
/// item's index, so that a repeated batch executes what is missing and replays the other responses.
/// </summary>
internal sealed class BatchCreator(
    PatientApiClient api,
    PendingWriteLookup waiting,
    BatchGroups groups,
    ItemProblemFactory failures,
    IOptions<BatchOptions> options,
    TimeProvider time)
{
    private const string Purpose = "batch-create";

    /// <summary>Creates each patient and returns a result for each.</summary>
    /// <exception cref="OperationCanceledException">The caller has disconnected.</exception>
    public Task<IReadOnlyList<BatchWriteItem>> CreateAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> patients, string key, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        return groups.RunAsync(
            patients,
            options.Value.WritePause,
            (patient, index) => CreateAsync(
                patient, index, IdempotencyKey.Derive(key, Purpose, index), started, cancellationToken),
            cancellationToken);
    }

    private async Task<BatchWriteItem> CreateAsync(
        ReadOnlyMemory<byte> patient, int index, string key, long started, CancellationToken cancellationToken)
    {
        if (patient.Length > PatientPayload.MaxBytes)
        {
            // The API may close the connection on a body that is too large, which would look like a failure of the API.
            return BatchWriteItem.Of(
                index,
                key,
                ItemProblemFactory.Create(ClassifiedErrors.BusinessLogic(StatusCodes.Status413PayloadTooLarge)));
        }

        try
        {
            var write = PatientWrite.Create(new(patient, MediaTypeNames.Application.Json), key);
            return await waiting.PeekAsync(write, cancellationToken) switch
            {
                { IsKnown: true } known => BatchWriteItem.Of(
                    index, key, OperationProblems.IsOperation(waiting.OperationOf(known.Key)).ProblemDetails),
                { IsBehind: true } => BatchWriteItem.Of(index, key, OperationProblems.Queued().ProblemDetails),
                _ => BatchWriteItem.Of(index, key, await WriteAsync(write, started, cancellationToken)),
            };
        }
        catch (Exception exception)
        {
            if (failures.Create(exception, new(IsSafe: false, cancellationToken)) is { } problem)
            {
                return BatchWriteItem.Of(index, key, problem);
            }

            throw;
        }
    }

    // A batch has more items than the rate limiter permits at once. A rejected item was not sent, and is retried when a
    // permit may be available.
    private async Task<ApiResponse<PatientResponse>> WriteAsync(
        PatientWrite write, long started, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await api.WriteAsync(write, cancellationToken);
            }
            catch (Exception exception)
                when (PermitDelay(exception) is { } pause && pause < Left(started))
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private static TimeSpan? PermitDelay(Exception exception) =>
        exception is RateLimiterRejectedException { TelemetrySource.StrategyName: StrategyNames.RateLimiter } rejected
            ? rejected.RetryAfter
            : null;

    private TimeSpan Left(long started)
    {
        var own = options.Value.PermitWaitTimeout - time.GetElapsedTime(started);
        return RequestDeadline.Current is { } caller && caller.Remaining < own ? caller.Remaining : own;
    }
}
