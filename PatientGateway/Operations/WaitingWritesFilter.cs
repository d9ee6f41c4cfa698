namespace PatientGateway.Operations;

/// <summary>Refuses a request about any number of patients while a write of one waits, because it might overtake that.</summary>
internal sealed class WaitingWritesFilter(WaitingWrites waiting) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await waiting.AnyAsync(context.HttpContext.RequestAborted) ? QueueAnswer.Refused(OperationProblems.AnyQueued()) : await next(context);
}
