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
        var sent = http.Request.Headers[IdempotencyHeaders.Key];
        if (!IdempotencyKey.TryRead(sent, out var key))
        {
            return new(TypedResults.Problem(new HttpValidationProblemDetails([new(IdempotencyHeaders.Key, [IdempotencyKey.Rule])]) { Status = StatusCodes.Status400BadRequest }));
        }

        if ((key ?? (makeMissing ? IdempotencyKey.Create() : null)) is { } known)
        {
            // As it was sent, so that its sender knows it again. A failure clears what was set before.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers[IdempotencyHeaders.Key] = key is null ? known : sent;
                return Task.CompletedTask;
            });
            http.Features.Set(new IdempotencyKeyFeature(known));
        }

        return next(context);
    }
}
