namespace PatientGateway.Operations;

/// <summary>
/// Rejects a request about several patients while any write is pending, because it might overtake that write.
/// </summary>
internal sealed class PendingWritesFilter(PendingWriteLookup waiting) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await waiting.AnyAsync(context.HttpContext.RequestAborted)
            ? QueuedWriteResult.Refused(OperationProblems.AnyQueued())
            : await next(context);
}
