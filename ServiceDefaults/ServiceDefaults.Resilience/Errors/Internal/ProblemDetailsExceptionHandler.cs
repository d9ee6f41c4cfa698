using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Errors.Internal;

/// <summary>
/// Turns an exception into a response, unless the service has an <see cref="IExceptionHandler"/> of its own for it.
/// <list type="table">
/// <item><term>the caller has left</term><description>499, no body, no error in the log</description></item>
/// <item>
/// <term>a dependency rejected the content of the request</term>
/// <description>its problem details, byte for byte</description>
/// </item>
/// <item>
/// <term>anything else</term>
/// <description>
/// problem details with category, canRetry, retryAfter, mayHaveSucceeded, traceId; <c>Retry-After</c> equals retryAfter
/// </description>
/// </item>
/// </list>
/// </summary>
internal sealed class ProblemDetailsExceptionHandler(
    IErrorClassifier classifier, IProblemDetailsService problemDetails, ILogger<ProblemDetailsExceptionHandler> logger)
{
    public static Task WriteAsync(HttpContext httpContext) =>
        httpContext.RequestServices.GetRequiredService<ProblemDetailsExceptionHandler>()
            .WriteAsync(httpContext, httpContext.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error);

    public async Task WriteAsync(HttpContext httpContext, Exception exception)
    {
        var context = new OperationContext(
            SafeMethods.Contains(httpContext.Request.Method), httpContext.RequestAborted);
        if (classifier.Classify(exception, context) is not { } error)
        {
            ProblemLog.CallerLeft(logger, SafeExceptionText.Types(exception));
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }

        ProblemLog.Write(logger, exception, error);
        httpContext.Response.StatusCode = error.Status;
        if (exception is RemoteProblemException { Problem: { IsForCaller: true } remote })
        {
            httpContext.Response.ContentType = ProblemFields.ContentType;
            httpContext.Response.ContentLength = remote.Body.Length;
            await httpContext.Response.Body.WriteAsync(remote.Body, httpContext.RequestAborted);
            return;
        }

        RetryAfterResponse.Write(httpContext.Response, error.RetryAfter);
        // A caller that accepts no JSON still gets the status and the header.
        await problemDetails.TryWriteAsync(
            new() { HttpContext = httpContext, Exception = exception, ProblemDetails = Describe(error) });
    }

    private static ProblemDetails Describe(ClassifiedError error)
    {
        var problem = new ProblemDetails { Status = error.Status, Detail = ProblemTexts.DetailOf(error) };
        ProblemFields.Write(problem, error);
        return problem;
    }
}
