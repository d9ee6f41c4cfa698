using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ServiceDefaults.Requests.Internal;

/// <summary>Answers instead of the handler where the preconditions are a problem.</summary>
internal sealed class PreconditionFilter(Func<HttpRequest, ProblemHttpResult?> problemOf) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        problemOf(context.HttpContext.Request) is { } problem ? ValueTask.FromResult<object?>(problem) : next(context);
}
