namespace ServiceDefaults.Errors;

/// <summary>
/// Records on an exception which dependency failed. Every exception that leaves a pipeline carries the name of its
/// dependency, wherever it was thrown: a timeout, a full bulkhead, an open circuit breaker, or the operation itself.
/// With nested pipelines it is the name of the innermost.
/// </summary>
public static class DependencyNames
{
    private const string Key = "ServiceDefaults.Errors.Dependency";

    /// <summary>
    /// Records on an exception which dependency failed, unless an inner pipeline has recorded one already.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="dependency">The name, from code or settings, never from a request.</param>
    public static void SetDependency(this Exception exception, string dependency)
    {
        if (exception.GetDependency() is null)
        {
            exception.Data[Key] = dependency;
        }
    }

    /// <summary>Gets the dependency that failed, from the exception or one of its causes.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The name, or <see langword="null"/> when the exception does not come from a pipeline.</returns>
    public static string? GetDependency(this Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause.Data[Key] is string dependency)
            {
                return dependency;
            }
        }

        return null;
    }
}
