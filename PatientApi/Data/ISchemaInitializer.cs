namespace PatientApi.Data;

/// <summary>Ensures that the database has the schema of this build.</summary>
internal interface ISchemaInitializer
{
    /// <summary>Completes when the schema is up to date.</summary>
    /// <exception cref="SchemaNotReadyException">Another instance has not created it yet.</exception>
    /// <exception cref="MigrationFailedException">A migration was started and failed.</exception>
    Task EnsureAsync(CancellationToken cancellationToken);
}

/// <summary>The schema is not ready, and this instance does not create it. The message says what is missing.</summary>
internal sealed class SchemaNotReadyException(string message, Exception? innerException = null)
    : Exception(message, innerException);

/// <summary>
/// A migration was started and failed. The inner exception is the cause, even if it is transient, because each attempt
/// puts load on the database.
/// </summary>
internal sealed class MigrationFailedException(Exception innerException) : Exception(
    "The migration failed.", innerException);
