using Microsoft.AspNetCore.Mvc;

namespace PatientApi.Contracts;

/// <summary>Response of the batch read of patients.</summary>
/// <param name="Items">One item for each requested id, in the order of the request.</param>
public sealed record PatientBatch(IReadOnlyList<PatientBatchItem> Items)
{
    /// <summary>Largest number of ids in one request.</summary>
    public const int MaxIds = 100;
}

/// <summary>Result for one id: status, version and body are those that a read of this id alone would return.</summary>
public sealed record PatientBatchItem : PatientData
{
    /// <summary>The requested id.</summary>
    public required Guid Id { get; init; }

    /// <summary>
    /// 200; 404 when the patient does not exist; 413 when this patient would make the response too large and has to be
    /// read alone.
    /// </summary>
    public required int Status { get; init; }

    /// <summary>ETag of the patient.</summary>
    public string? Etag { get; init; }

    /// <summary>The patient, when the status is 200.</summary>
    public PatientResponse? Value { get; init; }

    /// <summary>Reason for a status other than 200.</summary>
    public ProblemDetails? Problem { get; init; }
}
