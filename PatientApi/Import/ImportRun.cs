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

    /// <summary>Takes note of lines that could not be stored now. Without a key nobody comes back to them by their numbers, so it does not matter.</summary>
    public void LeaveGap() => HasGap = request is not null;
}
