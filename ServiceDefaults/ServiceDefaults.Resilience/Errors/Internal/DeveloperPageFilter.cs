using Microsoft.AspNetCore.Diagnostics;

namespace ServiceDefaults.Errors.Internal;

/// <summary>
/// In development the host adds its exception page inside the exception handler, which then never receives an
/// exception: an open circuit breaker would be a 500 there and a 503 in every other environment. This filter writes the
/// same response, and calls the handlers in the same order.
/// </summary>
internal sealed class DeveloperPageFilter(
    IEnumerable<IExceptionHandler> handlers, ProblemDetailsExceptionHandler problemHandler)
    : IDeveloperPageExceptionFilter
{
    /// <summary>
    /// The log category of the page. It is switched off, because it logs exception messages, which this service leaves
    /// out.
    /// </summary>
    public const string LogCategory = "Microsoft.AspNetCore.Diagnostics.DeveloperExceptionPageMiddleware";

    public async Task HandleExceptionAsync(ErrorContext errorContext, Func<ErrorContext, Task> next)
    {
        foreach (var handler in handlers)
        {
            if (await handler.TryHandleAsync(
                errorContext.HttpContext, errorContext.Exception, errorContext.HttpContext.RequestAborted))
            {
                return;
            }
        }

        await problemHandler.WriteAsync(errorContext.HttpContext, errorContext.Exception);
    }
}
