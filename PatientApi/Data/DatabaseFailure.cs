using System.Net.Sockets;
using Npgsql;

namespace PatientApi.Data;

/// <summary>Finds the database error in an exception.</summary>
internal static class DatabaseFailure
{
    /// <summary>
    /// Returns the exception of the driver, which EF Core wraps differently for a save, a query and failures it
    /// considers transient; <see langword="null"/> if there is none.
    /// </summary>
    public static NpgsqlException? Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is NpgsqlException failure)
            {
                return failure;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the connection was refused or lost, or the server is starting or stopping: a state that ends by itself,
    /// whatever statement met it. A statement that took too long is not such a failure.
    /// </summary>
    public static bool IsOfConnection(NpgsqlException failure) => failure is PostgresException { SqlState: var state }
        ? state.StartsWith("08", StringComparison.Ordinal) || state is PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
        : failure.InnerException is IOException or SocketException;
}
