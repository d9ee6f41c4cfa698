using PatientApi.Patients;
using ServiceDefaults.Callers;
using ServiceDefaults.Idempotency;

namespace PatientApi.Idempotency;

/// <summary>
/// Reads the key of a write and says it back, so that a caller who gets no more than the headers knows what to repeat the write with. A write
/// without a key is done as often as it is sent.
/// </summary>
internal sealed class IdempotencyFilter(ICallerContext caller) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!IdempotencyKey.TryRead(http.Request.Headers[IdempotencyHeaders.Key], out var key))
        {
            return new(Problems.Invalid(IdempotencyHeaders.Key, IdempotencyKey.Rule));
        }

        if (key is not null)
        {
            // A failure clears what was set before.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers[IdempotencyHeaders.Key] = key;
                return Task.CompletedTask;
            });
            var digest = context.Arguments.OfType<IDigested>().FirstOrDefault()?.Digest ?? default;
            http.Features.Set(new IdempotentRequest(caller.Tenant, caller.Client, key, IdempotentRequest.FingerprintOf(http.Request, digest.Span)));
        }

        return next(context);
    }
}
