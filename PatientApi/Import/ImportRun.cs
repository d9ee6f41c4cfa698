using PatientApi.Idempotency;

namespace PatientApi.Import;

/// <summary>An import under way, and the key that it has if it has one.</summary>
internal sealed class ImportRun(IdempotentRequest? request)
{
    public IdempotentRequest? Request => request;

    /// <summary>
    /// Whether lines are missing that are to be stored when the import is repeated with its key. Those that follow are not tried then: each would be one more
    /// that the missing ones have to be held against.
    /// </summary>
    public bool HasGap { get; private set; }

    /// <summary>Whether the key is that of another request. Then nothing of the import was stored, and nothing will be.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Takes note of a key that another request has.</summary>
    public void Refuse() => IsRefused = true;

    /// <summary>Takes note of lines that could not be stored now. Without a key nobody comes back to them by their numbers, so it does not matter.</summary>
    public void LeaveGap() => HasGap = request is not null;
}
