namespace ServiceDefaults.Errors;

/// <summary>
/// Whose failure an exception is. Every exception that leaves a pipeline carries the name of its dependency, whoever threw it: a timeout, a full bulkhead,
/// an open circuit, or the operation itself. Of pipelines in one another, the innermost.
/// </summary>
public static class DependencyNames
{
    private const string Key = "ServiceDefaults.Errors.Dependency";

    /// <summary>Names the dependency, unless an inner pipeline has.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="dependency">The name, out of code and settings, never out of a request.</param>
    public static void SetDependency(this Exception exception, string dependency)
    {
        if (exception.GetDependency() is null)
        {
            exception.Data[Key] = dependency;
        }
    }

    /// <summary>The dependency that failed, as the exception or one of its causes says.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The name, or <see langword="null"/> when it comes out of no pipeline.</returns>
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
