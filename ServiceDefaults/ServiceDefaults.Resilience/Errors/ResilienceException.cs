namespace ServiceDefaults.Errors;

/// <summary>An exception that carries its classification. Its message names the category and nothing else.</summary>
public class ResilienceException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">The classification.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ResilienceException(ClassifiedError error, Exception? innerException = null)
        : this($"The operation failed: {error.Category.ToName()}.", error, innerException)
    {
    }

    private protected ResilienceException(string message, ClassifiedError error, Exception? innerException)
        : base(message, innerException) => Error = error;

    /// <summary>The classification.</summary>
    public ClassifiedError Error { get; }
}
