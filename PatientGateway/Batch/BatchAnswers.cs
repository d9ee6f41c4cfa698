using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using PatientGateway.Audit;
using PatientGateway.Upstream;
using ServiceDefaults.Fallback;

namespace PatientGateway.Batch;

/// <summary>The response to a batch.</summary>
/// <typeparam name="T">Type of an item's result.</typeparam>
/// <param name="Items">One result for each item, in the order of the request.</param>
internal sealed record BatchResponse<T>(IReadOnlyList<T> Items) : IAudited where T : IBatchItem
{
    /// <inheritdoc/>
    public IReadOnlyList<AuditedPatient> PatientsOf(Guid? requested) => [.. Items.Select(item => item.ToAudit())];
}

/// <summary>The result of one item.</summary>
internal interface IBatchItem
{
    /// <summary>Returns the patient and the source for the audit trail.</summary>
    AuditedPatient ToAudit();
}

/// <summary>The result of one item: the response to a read of that patient alone.</summary>
internal sealed record BatchReadItem : IBatchItem
{
    /// <summary>Zero-based index of the item in the request.</summary>
    public required int Index { get; init; }

    /// <summary>The requested id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary><c>primary</c>, <c>fallback</c> or <c>cache</c>; absent when the item failed.</summary>
    public string? Source { get; init; }

    /// <summary>Age of the response in whole seconds, rounded up; 0 from the primary source as a rule.</summary>
    public long? Age { get; init; }

    /// <summary>Whether the response is degraded.</summary>
    public bool? Degraded { get; init; }

    /// <summary>The entity tag of the patient.</summary>
    public string? Etag { get; init; }

    /// <summary>The patient.</summary>
    public PatientResponse? Value { get; init; }

    /// <summary>The problem of a failed item.</summary>
    public ProblemDetails? Problem { get; init; }

    /// <inheritdoc/>
    public AuditedPatient ToAudit() => new(Id, Status, Source, Age);

    public static BatchReadItem Of(int index, Guid id, BatchReadResult reading) => reading.Result is { } result
        ? new()
        {
            Index = index,
            Id = id,
            Status = (int)result.Value.Status,
            Source = FallbackHeaders.NameOf(result.Source),
            Age = FallbackHeaders.AgeInSeconds(result),
            Degraded = result.IsDegraded,
            Etag = result.Value.ETag?.ToString(),
            Value = result.Value.Value,
            Problem = result.Value.Problem?.ToDetails(),
        }
        : new() { Index = index, Id = id, Status = reading.Failure!.Status!.Value, Problem = reading.Failure };
}

/// <summary>The result of one item: the response to a create of that patient alone.</summary>
internal sealed record BatchWriteItem : IBatchItem
{
    /// <summary>Zero-based index of the item in the request.</summary>
    public required int Index { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The idempotency key of this item, with which it can be sent again alone.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>Whether the API replayed the stored response of an earlier request with this key.</summary>
    public bool Replayed { get; init; }

    /// <summary>The entity tag of the patient.</summary>
    public string? Etag { get; init; }

    /// <summary>The patient.</summary>
    public PatientResponse? Value { get; init; }

    /// <summary>The problem of a failed item.</summary>
    public ProblemDetails? Problem { get; init; }

    /// <inheritdoc/>
    public AuditedPatient ToAudit() => new(Value?.Id, Status);

    public static BatchWriteItem Of(int index, string key, ApiResponse<PatientResponse> response) => new()
    {
        Index = index,
        Status = (int)response.Status,
        IdempotencyKey = key,
        Replayed = response.IsReplayed,
        Etag = response.ETag?.ToString(),
        Value = response.Value,
        Problem = response.Problem?.ToDetails(),
    };

    public static BatchWriteItem Of(int index, string key, ProblemDetails failure) =>
        new() { Index = index, Status = failure.Status!.Value, IdempotencyKey = key, Problem = failure };
}
