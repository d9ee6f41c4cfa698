using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Idempotency.Internal;

/// <summary>The key of a request, once it was read.</summary>
internal sealed record IdempotencyKeyFeature(string Key);

/// <summary>Reads or makes the key of a write.</summary>
internal sealed class IdempotencyKeyFilter(bool makeMissing) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!IdempotencyKey.TryRead(http.Request.Headers[IdempotencyHeaders.Key], out var key))
        {
            return new(TypedResults.Problem(new HttpValidationProblemDetails([new(IdempotencyHeaders.Key, [IdempotencyKey.Rule])]) { Status = StatusCodes.Status400BadRequest }));
        }

        if ((key ?? (makeMissing ? IdempotencyKey.Create() : null)) is { } known)
        {
            // A failure clears what was set before.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers[IdempotencyHeaders.Key] = known;
                return Task.CompletedTask;
            });
            http.Features.Set(new IdempotencyKeyFeature(known));
        }

        return next(context);
    }
}
