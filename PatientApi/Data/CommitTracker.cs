namespace PatientApi.Data;

/// <summary>
/// Tracks whether a failed unit of work may have been committed: COMMIT was sent and no rollback was confirmed.
/// </summary>
internal sealed class CommitTracker
{
    private volatile bool _isInDoubt;

    public bool IsInDoubt => _isInDoubt;

    public void Begin() => _isInDoubt = true;

    public void RollBack() => _isInDoubt = false;
}
