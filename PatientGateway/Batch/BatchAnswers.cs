using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Fallback;

namespace PatientGateway.Batch;

/// <summary>The answer to a batch.</summary>
/// <typeparam name="T">What is said of one item.</typeparam>
/// <param name="Items">One for each item, in the order in which they were sent.</param>
internal sealed record BatchAnswer<T>(IReadOnlyList<T> Items);

/// <summary>What a read of one patient alone would have been answered with.</summary>
internal sealed record BatchReadItem
{
    /// <summary>Which item, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The id that was asked for.</summary>
    public required Guid Id { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary><c>primary</c>, <c>fallback</c> or <c>cache</c>; absent when nobody answered.</summary>
    public string? Source { get; init; }

    /// <summary>How old the answer is, in whole seconds.</summary>
    public long? Age { get; init; }

    /// <summary>Whether it is not what was wanted, but what could be had.</summary>
    public bool? Degraded { get; init; }

    /// <summary>The version of the patient.</summary>
    public string? Etag { get; init; }

    /// <summary>The patient.</summary>
    public PatientResponse? Value { get; init; }

    /// <summary>Why there is none.</summary>
    public ProblemDetails? Problem { get; init; }

    public static BatchReadItem Of(int index, Guid id, BatchReading reading) => reading.Answered is { } answered
        ? new()
        {
            Index = index,
            Id = id,
            Status = (int)answered.Value.Status,
            Source = FallbackHeaders.NameOf(answered.Source),
            Age = (long)answered.Age.TotalSeconds,
            Degraded = answered.IsDegraded,
            Etag = answered.Value.ETag?.ToString(),
            Value = answered.Value.Value,
            Problem = answered.Value.Problem?.ToDetails(),
        }
        : new() { Index = index, Id = id, Status = reading.Failure!.Status!.Value, Problem = reading.Failure };
}

/// <summary>What a create of one patient alone would have been answered with.</summary>
internal sealed record BatchWriteItem
{
    /// <summary>Which item, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The key under which the API knows this item: with it, the item can be sent again alone.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>Whether it was done before, and this is the answer of that time.</summary>
    public bool Replayed { get; init; }

    /// <summary>The version of the patient.</summary>
    public string? Etag { get; init; }

    /// <summary>The patient.</summary>
    public PatientResponse? Value { get; init; }

    /// <summary>Why there is none.</summary>
    public ProblemDetails? Problem { get; init; }

    public static BatchWriteItem Of(int index, string key, ApiAnswer<PatientResponse> answer) => new()
    {
        Index = index,
        Status = (int)answer.Status,
        IdempotencyKey = key,
        Replayed = answer.IsReplayed,
        Etag = answer.ETag?.ToString(),
        Value = answer.Value,
        Problem = answer.Problem?.ToDetails(),
    };

    public static BatchWriteItem Of(int index, string key, ProblemDetails failure) =>
        new() { Index = index, Status = failure.Status!.Value, IdempotencyKey = key, Problem = failure };
}
