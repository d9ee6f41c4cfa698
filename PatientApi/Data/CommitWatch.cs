namespace PatientApi.Data;

/// <summary>Knows whether a unit of work that failed may have been committed all the same: it was on its way, and nobody said no.</summary>
internal sealed class CommitWatch
{
    private volatile bool _isInDoubt;

    public bool IsInDoubt => _isInDoubt;

    public void Begin() => _isInDoubt = true;

    public void RollBack() => _isInDoubt = false;
}
