using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Idempotency.Internal;

/// <summary>Holds the idempotency key of a request.</summary>
internal sealed record IdempotencyKeyFeature(string Key);

/// <summary>Reads the idempotency key of a write, or creates one.</summary>
internal sealed class IdempotencyKeyFilter(bool makeMissing) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var sent = http.Request.Headers[IdempotencyHeaders.Key];
        if (!IdempotencyKey.TryRead(sent, out var key))
        {
            return new(TypedResults.Problem(new HttpValidationProblemDetails(
                [new(IdempotencyHeaders.Key, [IdempotencyKey.Rule])])
            { Status = StatusCodes.Status400BadRequest }));
        }

        if ((key ?? (makeMissing ? IdempotencyKey.Create() : null)) is { } known)
        {
            // As it was sent, so that the sender recognizes it. Set when the response starts, because a failure clears
            // earlier headers.
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
