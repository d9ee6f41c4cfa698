using System.Text.Json;
using PatientApi.Contracts;
using PatientGateway.Audit;
using PatientGateway.Upstream;
using Polly.CircuitBreaker;
using ServiceDefaults.Callers;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Errors;
using ServiceDefaults.Queueing;

namespace PatientGateway.Operations;

/// <summary>
/// Delivers pending writes, each with its original idempotency key, so that the API executes it once. Only the queue
/// retries; the pipeline of this client has no retry.
/// </summary>
internal sealed class QueuedWriteHandler(
    IServiceProvider services,
    AuditRecorder audit,
    DependencyStateRegistry states,
    IErrorClassifier errors,
    TimeProvider time)
    : IQueueHandler
{
    private const string InFlight = "in_flight";
    private const string UnknownFormat = "unknown_format";

    // After its break, an open circuit breaker needs a probe call, and this may be the only one.
    public bool IsReady => !IsShut(ResourceNames.PatientApi) && !IsShut(QueuedPatientApiClient.Pipeline);

    public async Task<Delivery> DeliverAsync(QueueLease lease, CancellationToken cancellationToken)
    {
        PatientCommand command;
        try
        {
            command = PatientCommand.Read(lease.Payload);
        }
        catch (JsonException)
        {
            return Delivery.DeadLetter(UnknownFormat);
        }

        try
        {
            var response = await SendAsync(command, cancellationToken);
            audit.RecordDelivery(
                command.Sender, new(response.Value?.Id ?? command.AssignedId ?? command.Id, (int)response.Status));
            return DeliveryOf(response);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = (errors.Classify(exception) ?? ClassifiedErrors.Unknown).Category.ToName();
            return errors.IsUnavailable(exception) ? Delivery.Defer(reason) : Delivery.Fail(reason);
        }
    }

    private static Delivery DeliveryOf(ApiResponse<PatientResponse> response) =>
        response.Problem is null ? Delivery.Succeed(OperationResult.Write(response))
        : response.Problem.InFlightFor is { } pause ? Delivery.Defer(InFlight, pause)
        : Delivery.Reject(OperationResult.Write(response));

    private async Task<ApiResponse<PatientResponse>> SendAsync(
        PatientCommand command, CancellationToken cancellationToken)
    {
        using var sender = CallerContext.Use(command.Sender);
        var api = services.GetRequiredService<QueuedPatientApiClient>();
        var response = await api.WriteOnceAsync(command.Write, cancellationToken);

        // The API received this key before, in a request of the same caller that got no response: the original request,
        // sent again, returns its result.
        return response.Problem is { IsKeyReused: true }
            && command.AssignedId is not null ? await api.WriteOnceAsync(command.AsSent, cancellationToken) : response;
    }

    private bool IsShut(string name)
    {
        if (!states.TryGet(name, out var state))
        {
            return false;
        }

        var now = state.CircuitBreaker.GetSnapshot();
        return now.State == CircuitState.Isolated
            || (now.State == CircuitState.Open && now.NextAttempt > time.GetUtcNow());
    }
}
