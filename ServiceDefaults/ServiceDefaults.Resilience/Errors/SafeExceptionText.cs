using System.Net.Sockets;
using System.Text;

namespace ServiceDefaults.Errors;

/// <summary>
/// Formats exceptions for the log without their messages: a parser quotes what it could not parse, a database what it
/// could not store. Types, stack frames and the name of the dependency locate the fault and contain no private data.
/// </summary>
public static class SafeExceptionText
{
    /// <summary>
    /// Formats the types of an exception and of its causes on one line, with the error codes of connections: a host
    /// without an address and a refused connection have the same types.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <returns>
    /// A text such as
    /// <c>patient-api: HttpRequestException(ConnectionError) &lt;- SocketException(ConnectionRefused)</c>.
    /// </returns>
    public static string Types(Exception exception) => exception.InnerException is null
        // Each retry calls this, and most failures have no cause.
        ? $"{Dependency(exception)}{NameOf(exception)}"
        : $"{Dependency(exception)}{string.Join(" <- ", Chain(exception).Select(NameOf))}";

    /// <summary>Formats the types and the stack traces of an exception and of its causes.</summary>
    /// <param name="exception">The exception.</param>
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

    private static string NameOf(Exception cause) => cause switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http =>
            $"{http.GetType().Name}({http.HttpRequestError})",
        SocketException socket => $"{socket.GetType().Name}({socket.SocketErrorCode})",
        _ => cause.GetType().Name,
    };

    private static string Dependency(Exception exception) =>
        exception.GetDependency() is { } dependency ? $"{dependency}: " : string.Empty;

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
