using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Errors.Internal;

/// <summary>
/// The one place where an exception becomes an answer.
/// <list type="table">
/// <item><term>the caller has gone away</term><description>499, no body, no error in the log</description></item>
/// <item><term>a dependency refused the request for what it says</term><description>its problem details, byte for byte</description></item>
/// <item><term>anything else</term><description>problem details with category, canRetry, retryAfter, mayHaveSucceeded, traceId; <c>Retry-After</c> in step</description></item>
/// </list>
/// </summary>
internal sealed class ProblemExceptionHandler(IErrorClassifier classifier, IProblemDetailsService problemDetails, ILogger<ProblemExceptionHandler> logger)
    : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var context = new OperationContext(SafeMethods.Contains(httpContext.Request.Method), httpContext.RequestAborted);
        if (classifier.Classify(exception, context) is not { } error)
        {
            ProblemLog.CallerLeft(logger, SafeExceptionText.Types(exception));
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        ProblemLog.Write(logger, exception, error);
        httpContext.Response.StatusCode = error.Status;
        if (exception is RemoteProblemException { Problem: { IsForCaller: true } remote })
        {
            httpContext.Response.ContentType = ProblemFields.ContentType;
            httpContext.Response.ContentLength = remote.Body.Length;
            await httpContext.Response.Body.WriteAsync(remote.Body, cancellationToken);
            return true;
        }

        RetryAfterResponse.Write(httpContext.Response, error.RetryAfter);
        // A caller that accepts no JSON still gets the status and the header.
        await problemDetails.TryWriteAsync(new() { HttpContext = httpContext, Exception = exception, ProblemDetails = Describe(error) });
        return true;
    }

    private static ProblemDetails Describe(ClassifiedError error)
    {
        var problem = new ProblemDetails { Status = error.Status, Detail = ProblemTexts.DetailOf(error) };
        ProblemFields.Write(problem, error);
        return problem;
    }
}
