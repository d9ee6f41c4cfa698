using PatientApi.Idempotency;

namespace PatientApi.Import;

/// <summary>State of a running import, with its key if it has one.</summary>
internal sealed class ImportRun(IdempotentRequest? request)
{
    public IdempotentRequest? Request => request;

    /// <summary>
    /// Whether lines failed that a repetition of the import with its key can still store. The lines after them are then
    /// not tried, because a repetition would have to compare each of them with the missing ones.
    /// </summary>
    public bool HasGap { get; private set; }

    /// <summary>Whether the key belongs to another request. Then nothing of the import is stored.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Marks the import as rejected, because its key belongs to another request.</summary>
    public void Refuse() => IsRefused = true;

    /// <summary>
    /// Marks that lines could not be stored. Without a key no repetition refers to them by number, so it does not
    /// matter.
    /// </summary>
    public void LeaveGap() => HasGap = request is not null;
}
