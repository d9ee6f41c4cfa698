using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ServiceDefaults.Requests.Internal;

/// <summary>
/// Returns a problem instead of calling the handler when the preconditions are invalid or do not hold.
/// </summary>
internal sealed class PreconditionFilter(Func<HttpRequest, ProblemHttpResult?> problemOf) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        problemOf(context.HttpContext.Request) is { } problem ? ValueTask.FromResult<object?>(problem) : next(context);
}
