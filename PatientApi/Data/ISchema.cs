namespace PatientApi.Data;

/// <summary>How this instance comes to the schema that its build needs.</summary>
internal interface ISchema
{
    /// <summary>Returns when the schema is there.</summary>
    /// <exception cref="SchemaAwaitedException">Somebody else has yet to bring it.</exception>
    Task EnsureAsync(CancellationToken cancellationToken);
}

/// <summary>The schema is not there yet, and it is not for this instance to bring it. The message says what is missing.</summary>
internal sealed class SchemaAwaitedException(string message, Exception? innerException = null) : Exception(message, innerException);
