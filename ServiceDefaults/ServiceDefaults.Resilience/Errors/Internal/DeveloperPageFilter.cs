using Microsoft.AspNetCore.Diagnostics;

namespace ServiceDefaults.Errors.Internal;

/// <summary>
/// In development the host puts its exception page inside of our exception handler, which then never sees an exception: an open
/// circuit would be 500 there and 503 everywhere else. This gives the same answer in the same order.
/// </summary>
internal sealed class DeveloperPageFilter(IEnumerable<IExceptionHandler> handlers, ProblemAnswer answer) : IDeveloperPageExceptionFilter
{
    /// <summary>The page's log category: it writes exception messages, which ours leaves out.</summary>
    public const string LogCategory = "Microsoft.AspNetCore.Diagnostics.DeveloperExceptionPageMiddleware";

    public async Task HandleExceptionAsync(ErrorContext errorContext, Func<ErrorContext, Task> next)
    {
        foreach (var handler in handlers)
        {
            if (await handler.TryHandleAsync(errorContext.HttpContext, errorContext.Exception, errorContext.HttpContext.RequestAborted))
            {
                return;
            }
        }

        await answer.WriteAsync(errorContext.HttpContext, errorContext.Exception);
    }
}
