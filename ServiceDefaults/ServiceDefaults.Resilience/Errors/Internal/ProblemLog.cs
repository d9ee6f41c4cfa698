using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Errors.Internal;

/// <summary>Logs failures. The log level follows the category: only a defect is an error.</summary>
internal static partial class ProblemLog
{
    public static void Write(ILogger logger, Exception exception, ClassifiedError error)
    {
        var category = error.Category.ToName();
        switch (error.Category)
        {
            case ErrorCategory.Unknown:
                Defect(logger, error.Status, SafeExceptionText.Frames(exception));
                break;
            case ErrorCategory.BusinessLogic or ErrorCategory.NotFound or ErrorCategory.Conflict:
                Refused(logger, category, error.Status, SafeExceptionText.Types(exception));
                break;
            default:
                Failed(logger, category, error.Status, error.MayHaveSucceeded, SafeExceptionText.Types(exception));
                break;
        }
    }

    [LoggerMessage(3001, LogLevel.Error, "Unhandled error; responded with {Status}. {Frames}")]
    private static partial void Defect(ILogger logger, int status, string frames);

    [LoggerMessage(
        3002,
        LogLevel.Warning,
        "Request failed ({Category}); responded with {Status}. May have been carried out: {MayHaveSucceeded}. "
        + "{ExceptionTypes}")]
    private static partial void Failed(
        ILogger logger, string category, int status, bool mayHaveSucceeded, string exceptionTypes);

    [LoggerMessage(
        3003, LogLevel.Information, "Request rejected ({Category}); responded with {Status}. {ExceptionTypes}")]
    private static partial void Refused(ILogger logger, string category, int status, string exceptionTypes);

    [LoggerMessage(3004, LogLevel.Debug, "The caller disconnected before a response was sent. {ExceptionTypes}")]
    public static partial void CallerLeft(ILogger logger, string exceptionTypes);
}
