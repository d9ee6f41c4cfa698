namespace PatientApi.Data;

/// <summary>How far the schema is, as the migration service last knew.</summary>
internal sealed class MigrationState
{
    private volatile string _status = "The database is being created or migrated.";
    private volatile bool _isDone;
    private volatile bool _isGivenUp;

    /// <summary>True from the moment the schema fits this build.</summary>
    public bool IsDone => _isDone;

    /// <summary>True when the migration failed too often and is not tried again.</summary>
    public bool IsGivenUp => _isGivenUp;

    /// <summary>One sentence for people.</summary>
    public string Status => _status;

    /// <summary>Takes note of a status; true when it is another one than before.</summary>
    public bool Report(string status) => !string.Equals(Interlocked.Exchange(ref _status, status), status, StringComparison.Ordinal);

    public void GiveUp(string status)
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
