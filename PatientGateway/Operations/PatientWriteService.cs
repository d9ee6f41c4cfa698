using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;
using ServiceDefaults.Queueing;
using ServiceDefaults.Redis;

namespace PatientGateway.Operations;

/// <summary>
/// Sends a write to the API, or queues it if the API is unavailable and the caller prefers that. A write never
/// overtakes pending writes of the same patient.
/// </summary>
internal sealed class PatientWriteService(
    PatientApiClient api,
    [FromKeyedServices(OperationsOptions.Queue)] IQueueClient queue,
    PendingWriteLookup waiting,
    IErrorClassifier errors,
    IOptions<OperationsOptions> options,
    TimeProvider time)
{
    private const int ShareOfDeadline = 2;

    /// <summary>Sends a write to the API, or queues it.</summary>
    /// <param name="write">The write, with its idempotency key.</param>
    /// <param name="prefer">The request's <c>Prefer</c> header.</param>
    /// <param name="http">The HTTP context of the request.</param>
    /// <param name="cancellationToken">Cancelled when the caller has disconnected.</param>
    public async Task<WriteOutcome> WriteAsync(
        PatientWrite write, string? prefer, HttpContext http, CancellationToken cancellationToken)
    {
        var mayWait = write.Payload is not null && PreferHeader.WantsToWait(prefer);
        var position = await waiting.PeekAsync(write, cancellationToken);

        // A repeated request of a queued write returns its operation, even without the preference: the API may have the
        // key with a different request.
        if (position is { IsKnown: true } || (position is { IsBehind: true } && mayWait))
        {
            return new(await QueueAsync(
                write, position.Value.Key, position.Value.IsKnown, failure: null, mayWait, http, cancellationToken));
        }

        if (position is { IsBehind: true })
        {
            return new(QueuedWriteResult.Refused(OperationProblems.Queued()));
        }

        return mayWait
            ? await WriteOrQueueAsync(write, position is not null, http, cancellationToken)
            : new(CheckKeyReuse(write, await api.WriteAsync(write, cancellationToken), position is not null));
    }

    private async Task<WriteOutcome> WriteOrQueueAsync(
        PatientWrite write, bool isPositionKnown, HttpContext http, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(SyncTimeout(), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        ApiResponse<PatientResponse> response;
        try
        {
            response = await api.WriteAsync(write, either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested
            && (timeout.IsCancellationRequested || errors.IsUnavailable(exception)))
        {
            return new(await QueueAsync(
                write, write.Key, isKnown: false, exception, wasAsyncRequested: true, http, cancellationToken));
        }

        return new(CheckKeyReuse(write, response, isPositionKnown));
    }

    // The key may belong to this create, queued and delivered under an assigned id; only the queue, which is
    // unavailable, has that information.
    private static ApiResponse<PatientResponse> CheckKeyReuse(
        PatientWrite write, ApiResponse<PatientResponse> response, bool isPositionKnown) =>
        response.Problem is { IsKeyReused: true } && write.Method == HttpMethod.Post && !isPositionKnown
        ? throw new ResilienceException(
            ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database, mayHaveSucceeded: true))
        : response;

    private async Task<QueuedWriteResult> QueueAsync(
        PatientWrite write,
        string key,
        bool isKnown,
        Exception? failure,
        bool wasAsyncRequested,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        if (PatientCommandGroupKeys.FaultOf(write) is var (field, fault))
        {
            // The accepted write was valid, so this is a different one.
            return QueuedWriteResult.Refused(
                isKnown ? OperationProblems.KeyReused() : OperationProblems.Invalid(field, fault));
        }

        // The API would reject it later, when no caller waits for the response any more.
        if (!isKnown && write.NeedsCondition)
        {
            return QueuedWriteResult.Refused(OperationProblems.ConditionRequired());
        }

        // A create that may have reached the API is sent again unchanged, because the API may have assigned another id.
        var mayHaveSucceeded = failure is not null && MayHaveSucceeded(failure);
        Guid? assigned = write.Method == HttpMethod.Post
            && !mayHaveSucceeded ? Guid.CreateVersion7(time.GetUtcNow()) : null;
        var command = PatientCommand.Of(write, waiting.Owner) with { AssignedId = assigned };
        var (outcome, status) = await EnqueueAsync(
            new(
                waiting.Owner,
                key,
                PatientCommand.FingerprintOf(write),
                PatientCommandGroupKeys.Of(write, assigned),
                command.ToBytes()),
            PatientCommand.FormerFingerprintOf(write),
            mayHaveSucceeded,
            cancellationToken);
        return outcome switch
        {
            EnqueueOutcome.Accepted or EnqueueOutcome.AlreadyThere when status is not null =>
                QueuedWriteResult.Accepted(OperationResponse.Of(status, http.Request.PathBase), wasAsyncRequested),
            EnqueueOutcome.DifferentPayload => QueuedWriteResult.Refused(OperationProblems.KeyReused()),
            EnqueueOutcome.GroupConflict => QueuedWriteResult.Refused(
                OperationProblems.QueuedTwice(mayHaveSucceeded)),
            _ => throw new ResilienceException(
                ClassifiedErrors.SystemBusy() with { MayHaveSucceeded = mayHaveSucceeded }, failure),
        };
    }

    // A write counts as accepted only after Redis acknowledged it.
    private async Task<(EnqueueOutcome Outcome, CommandStatus? Status)> EnqueueAsync(
        QueuedCommand command, ReadOnlyMemory<byte> former, bool mayHaveSucceeded, CancellationToken cancellationToken)
    {
        try
        {
            var (outcome, id) = await queue.EnqueueAsync(command, cancellationToken);
            if (outcome == EnqueueOutcome.DifferentPayload && !command.Fingerprint.Span.SequenceEqual(former.Span))
            {
                // An earlier version may have queued the same write under the fingerprint of its untrimmed bytes.
                (outcome, id) = await queue.EnqueueAsync(command with { Fingerprint = former }, cancellationToken);
            }

            return (outcome, outcome switch
            {
                EnqueueOutcome.Accepted => new(
                    id,
                    CommandState.Queued,
                    Attempts: 0,
                    time.GetUtcNow(),
                    Reason: null,
                    Result: default,
                    command.Payload),
                EnqueueOutcome.AlreadyThere => await queue.FindAsync(id, waiting.Owner, cancellationToken),
                _ => null,
            });
        }
        catch (Exception exception) when (exception.IsRedisFailure())
        {
            var mayBeQueued = errors.Classify(exception) is { MayHaveSucceeded: true };
            throw new ResilienceException(
                ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database, mayHaveSucceeded || mayBeQueued),
                exception);
        }
    }

    private bool MayHaveSucceeded(Exception exception) => errors.Classify(exception) is not { MayHaveSucceeded: false };

    private TimeSpan SyncTimeout()
    {
        var own = options.Value.SyncWriteTimeout;
        var callers = RequestDeadline.Current is { Remaining: var left }
            && left != TimeSpan.MaxValue ? left / ShareOfDeadline : own;
        return callers < TimeSpan.Zero ? TimeSpan.Zero : callers < own ? callers : own;
    }
}

/// <summary>The API's response, or the result of queueing.</summary>
internal readonly record struct WriteOutcome(ApiResponse<PatientResponse>? Response, QueuedWriteResult? Instead)
{
    public WriteOutcome(ApiResponse<PatientResponse> response) : this(response, Instead: null)
    {
    }

    public WriteOutcome(QueuedWriteResult instead) : this(Response: null, instead)
    {
    }
}
