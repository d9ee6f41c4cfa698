using System.Text.Json;
using PatientGateway.Routing;
using ServiceDefaults.Queueing;

namespace PatientGateway.Operations;

/// <summary>A write that was accepted for later, as its caller sees it.</summary>
internal sealed record OperationResponse
{
    /// <summary>What it is called.</summary>
    public required string Id { get; init; }

    /// <summary>One of <c>queued</c>, <c>delivering</c>, <c>succeeded</c>, <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>How often it was sent to the API, or was about to be.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Why it waits still or could not be delivered, in one word.</summary>
    public string? Reason { get; init; }

    /// <summary>Where to look next.</summary>
    public required OperationLinks Links { get; init; }

    /// <summary>What the API said when it refused, or why it was never asked.</summary>
    public JsonElement? Problem { get; init; }

    /// <summary>Whether it will change by itself.</summary>
    internal bool IsOpen => State is "queued" or "delivering";

    /// <summary>What is known of a command.</summary>
    /// <param name="status">The command.</param>
    /// <param name="pathBase">What the paths of this service begin with.</param>
    public static OperationResponse Of(CommandStatus status, PathString pathBase)
    {
        var result = OperationResult.Read(status.Result);
        var patient = result?.PatientId ?? (status.State is CommandState.Succeeded or CommandState.Refused ? null : PatientIn(status.Payload));
        return new()
        {
            Id = status.Id,
            State = NameOf(status.State),
            Attempts = status.Attempts,
            CreatedAt = status.EnqueuedAt,
            Reason = status.Reason,
            Links = new(
                OperationEndpoints.PathOf(status.Id, pathBase),
                patient is null ? null : $"{pathBase}{GatewayRoutes.Patients}/{patient:D}"),
            Problem = status.State == CommandState.Dead ? OperationProblems.Undeliverable(status.Reason) : result?.Problem,
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

/// <summary>Where to look next.</summary>
/// <param name="Self">The operation.</param>
/// <param name="Patient">The patient, once it is known which one.</param>
internal sealed record OperationLinks(string Self, string? Patient);
