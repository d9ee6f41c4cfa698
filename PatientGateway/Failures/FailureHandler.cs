using Microsoft.AspNetCore.Diagnostics;

namespace PatientGateway.Failures;

/// <summary>Turns a <see cref="Failure"/> into problem details with <c>Retry-After</c>. Every other exception stays with the next handler, which answers 500.</summary>
internal sealed partial class FailureHandler(IProblemDetailsService problems, ILogger<FailureHandler> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Failure.Of(exception) is not { } failure)
        {
            return false;
        }

        Log(exception, failure);
        httpContext.Response.StatusCode = failure.Status;
        httpContext.Response.Headers.RetryAfter = failure.RetryAfter?.ToString();
        // A caller that accepts no JSON gets no body, but the same status: the failure is handled either way.
        await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = failure.Status, Detail = failure.Detail },
        });
        return true;
    }

    // Types instead of messages: enough to tell the causes apart, and nothing in them comes from a caller or from the API.
    private void Log(Exception exception, Failure failure)
    {
        if (exception is BadHttpRequestException)
        {
            LogUnreadable(failure.Status);
            return;
        }

        LogUpstreamFailed(failure.Status, exception.GetType().Name, exception.GetBaseException().GetType().Name);
    }

    [LoggerMessage(1, LogLevel.Warning, "A call upstream failed ({Exception}, caused by {Cause}); answered {Status}")]
    private partial void LogUpstreamFailed(int status, string exception, string cause);

    [LoggerMessage(2, LogLevel.Information, "A request could not be read; answered {Status}")]
    private partial void LogUnreadable(int status);
}
