using System.Text.Json;
using PatientGateway.Routing;
using ServiceDefaults.Queueing;

namespace PatientGateway.Operations;

/// <summary>The status of a deferred write, as its caller gets it.</summary>
internal sealed record OperationResponse
{
    /// <summary>The id of the operation.</summary>
    public required string Id { get; init; }

    /// <summary>One of <c>queued</c>, <c>delivering</c>, <c>succeeded</c>, <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Number of delivery attempts, including the current one.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the write was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Error code: why the write is still pending or could not be delivered.</summary>
    public string? Reason { get; init; }

    /// <summary>Links of an operation.</summary>
    public required OperationLinks Links { get; init; }

    /// <summary>The problem with which the API refused the write, or why it was not delivered.</summary>
    public JsonElement? Problem { get; init; }

    /// <summary>The id of the patient, once it is known.</summary>
    internal Guid? PatientId { get; init; }

    /// <summary>Whether the state can still change without an operator.</summary>
    internal bool IsOpen => State is "queued" or "delivering";

    /// <summary>Returns the status of a command as an operation.</summary>
    /// <param name="status">The command.</param>
    /// <param name="pathBase">The path base of this service.</param>
    public static OperationResponse Of(CommandStatus status, PathString pathBase)
    {
        var result = OperationResult.Read(status.Result);
        var patient = result?.PatientId
            ?? (status.State is CommandState.Succeeded or CommandState.Refused ? null : PatientIn(status.Payload));
        return new()
        {
            Id = status.Id,
            State = NameOf(status.State),
            Attempts = status.Attempts,
            CreatedAt = status.EnqueuedAt,
            Reason = status.Reason,
            PatientId = patient,
            Links = new(
                OperationEndpoints.PathOf(status.Id, pathBase),
                patient is null ? null : $"{pathBase}{GatewayRoutes.Patients}/{patient:D}"),
            Problem = status.State == CommandState.Dead
                ? OperationProblems.Undeliverable(status.Reason)
                : result?.Problem,
        };
    }

    private static string NameOf(CommandState state) => state switch
    {
        CommandState.Queued => "queued",
        CommandState.Delivering => "delivering",
        CommandState.Succeeded => "succeeded",
        _ => "failed",
    };

    private static Guid? PatientIn(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return null;
        }

        var command = PatientCommand.Read(payload);
        return command.AssignedId ?? command.Id;
    }
}

/// <summary>Links of an operation.</summary>
/// <param name="Self">The path of the operation.</param>
/// <param name="Patient">The path of the patient, once its id is known.</param>
internal sealed record OperationLinks(string Self, string? Patient);
