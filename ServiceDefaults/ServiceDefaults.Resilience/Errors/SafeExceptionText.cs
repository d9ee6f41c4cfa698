using System.Text;

namespace ServiceDefaults.Errors;

/// <summary>
/// An exception for the log without its messages: a parser quotes what it could not parse, a database what it could not store.
/// Types, stack frames and the name of the dependency say where to look and hold no data.
/// </summary>
public static class SafeExceptionText
{
    /// <summary>The types of an exception and of its causes, on one line.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Such as <c>patient-api: HttpRequestException &lt;- SocketException</c>.</returns>
    public static string Types(Exception exception) => $"{Dependency(exception)}{string.Join(" <- ", Chain(exception).Select(cause => cause.GetType().Name))}";

    /// <summary>The types and the stack traces of an exception and of its causes.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Several lines.</returns>
    public static string Frames(Exception exception)
    {
        var text = new StringBuilder(Dependency(exception));
        foreach (var cause in Chain(exception))
        {
            text.Append(cause.GetType().FullName).Append('\n').Append(cause.StackTrace).Append('\n');
        }

        return text.ToString();
    }

    private static string Dependency(Exception exception) => exception.GetDependency() is { } dependency ? $"{dependency}: " : string.Empty;

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
