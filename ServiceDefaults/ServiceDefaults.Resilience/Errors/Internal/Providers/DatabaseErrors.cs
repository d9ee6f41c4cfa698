using System.Data.Common;
using System.Net.Sockets;

namespace ServiceDefaults.Errors.Internal.Providers;

/// <summary>
/// Classifies exceptions of any ADO.NET provider, by SQLSTATE (SQL standard, and appendix A of the PostgreSQL manual
/// for further codes) and by <see cref="DbException.IsTransient"/>. A missing table (42P01) is a defect of this
/// service; "does not exist" is not "not found".
/// </summary>
internal sealed class DatabaseErrors : IErrorClassificationProvider
{
    private const int BadRequest = 400;
    private const int UnprocessableContent = 422;

    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(DbException)];

    public ClassifiedError? Classify(Exception exception)
    {
        var failure = (DbException)exception;
        var error = failure.SqlState is { Length: 5 } state
            ? OfState(state) ?? OfStateClass(state[..2], failure.IsTransient)
            : OfConnection(failure);
        // The driver has the best information on what is transient for its server.
        return error is null ? null : error with { IsTransient = failure.IsTransient };
    }

    private static ClassifiedError? OfState(string state) => state switch
    {
        // unique, foreign key and exclusion violations: another writer was first
        "23505" or "23503" or "23P01" => ClassifiedErrors.Conflict,
        // serialization failure, deadlock, lock not available: rolled back, and a retry may succeed
        "40001" or "40P01" or "55P03" => ClassifiedErrors.SystemBusy(),
        // statement timeout: the statement was rolled back
        "57014" => ClassifiedErrors.Timeout(mayHaveSucceeded: false),
        // unable to connect, connection rejected, starting up, failed over to a read-only server: nothing was started
        "08001" or "08004" or "57P03" or "25006" => ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database),
        _ => null,
    };

    private static ClassifiedError? OfStateClass(string stateClass, bool isTransient) => stateClass switch
    {
        // a value that its type cannot hold; a value that a constraint forbids
        "22" => ClassifiedErrors.BusinessLogic(BadRequest),
        "23" => ClassifiedErrors.BusinessLogic(UnprocessableContent),
        // insufficient resources
        "53" => ClassifiedErrors.SystemBusy(),
        // connection lost, shut down by an administrator: perhaps in the middle of a commit
        "08" or "57" => ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database, mayHaveSucceeded: true),
        _ => isTransient
            ? ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database, mayHaveSucceeded: true)
            : ClassifiedErrors.Unknown,
    };

    // Without a SQLSTATE the server did not respond: the connection failed, or the driver timed out.
    private static ClassifiedError? OfConnection(DbException failure) => failure.InnerException switch
    {
        SocketException socket => SocketErrors.Classify(socket.SocketErrorCode, RetryAfterDefaults.Database),
        TimeoutException => ClassifiedErrors.Timeout(mayHaveSucceeded: true),
        _ => failure.IsTransient
            ? ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database, mayHaveSucceeded: true)
            : null,
    };
}
