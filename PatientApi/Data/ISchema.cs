namespace PatientApi.Data;

/// <summary>How this instance comes to the schema that its build needs.</summary>
internal interface ISchema
{
    /// <summary>Returns when the schema is there.</summary>
    /// <exception cref="SchemaAwaitedException">Somebody else has yet to bring it.</exception>
    /// <exception cref="MigrationFailedException">It was being brought, and that failed.</exception>
    Task EnsureAsync(CancellationToken cancellationToken);
}

/// <summary>The schema is not there yet, and it is not for this instance to bring it. The message says what is missing.</summary>
internal sealed class SchemaAwaitedException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>A migration was begun and failed. The cause is the inner exception, also when it may be gone in a moment: each try costs the database.</summary>
internal sealed class MigrationFailedException(Exception innerException) : Exception("The migration failed.", innerException);
