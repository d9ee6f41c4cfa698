using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Deadlines.Internal;

/// <summary>Reads what the caller said of its time, and refuses work for which it is too late.</summary>
internal sealed class DeadlineMiddleware(RequestDelegate next, IOptions<DeadlineOptions> options, TimeProvider timeProvider)
{
    // Async, although it awaits little: what an async method puts into the ambient context ends with it.
    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (!headers.TryGetValue(DeadlineHeaders.Deadline, out var deadline) && !headers.ContainsKey(DeadlineHeaders.Attempt))
        {
            await next(context);
            return;
        }

        TimeSpan? limit = null;
        if (deadline.Count > 0)
        {
            if (!DeadlineHeaders.TryParse(deadline, out var remaining))
            {
                await RefuseAsync(context);
                return;
            }

            limit = remaining > TimeSpan.Zero ? remaining : throw new DeadlineExceededException();
        }

        var attempt = options.Value.IsEdge ? 1 : DeadlineHeaders.ParseAttempt(headers[DeadlineHeaders.Attempt]);
        RequestDeadline.Current = new(limit, attempt, timeProvider);
        await next(context);
    }

    private static Task RefuseAsync(HttpContext context) => TypedResults.Problem(
        $"{DeadlineHeaders.Deadline} has to be a whole number of milliseconds between 0 and {DeadlineHeaders.Longest.TotalMilliseconds}: correct it, or leave it out.",
        statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
}
