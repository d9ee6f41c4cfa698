using Microsoft.AspNetCore.Mvc;

namespace PatientApi.Contracts;

/// <summary>Several patients, read at once.</summary>
/// <param name="Items">One answer for each id, in the order in which they were asked for.</param>
public sealed record PatientBatch(IReadOnlyList<PatientBatchItem> Items)
{
    /// <summary>How many ids one request may name.</summary>
    public const int MaxIds = 100;
}

/// <summary>What one id was answered with: what a read of it alone would have been.</summary>
public sealed record PatientBatchItem
{
    /// <summary>The id that was asked for.</summary>
    public required Guid Id { get; init; }

    /// <summary>200; 404 when there is no such patient; 413 when the answer would be too large with this one, who is to be read alone.</summary>
    public required int Status { get; init; }

    /// <summary>The version of the patient.</summary>
    public string? Etag { get; init; }

    /// <summary>The patient, when the status is 200.</summary>
    public PatientResponse? Value { get; init; }

    /// <summary>Why there is none.</summary>
    public ProblemDetails? Problem { get; init; }
}
