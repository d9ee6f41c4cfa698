namespace PatientApi.Data;

/// <summary>Progress of the migration, as last reported by <see cref="MigrationService"/>.</summary>
internal sealed class MigrationState
{
    private volatile string _status = "The database is being created or migrated.";
    private volatile bool _isDone;
    private volatile bool _isGivenUp;

    /// <summary>True once the schema fits this build.</summary>
    public bool IsDone => _isDone;

    /// <summary>True when the migration failed too often and is not attempted again.</summary>
    public bool HasFailed => _isGivenUp;

    /// <summary>Status as one sentence for people.</summary>
    public string Status => _status;

    /// <summary>Stores a status.</summary>
    /// <returns>Whether it differs from the previous one.</returns>
    public bool Report(string status) => !string.Equals(
        Interlocked.Exchange(ref _status, status), status, StringComparison.Ordinal);

    public void Fail(string status)
    {
        Report(status);
        _isGivenUp = true;
    }

    public void Complete()
    {
        Report("The schema is up to date.");
        _isDone = true;
    }
}
