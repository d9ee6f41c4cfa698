using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Deadlines.Internal;

/// <summary>Reads the deadline headers, and rejects requests whose deadline has passed.</summary>
internal sealed class DeadlineMiddleware(
    RequestDelegate next, IOptions<DeadlineOptions> options, TimeProvider timeProvider)
{
    // Async, although it awaits little: an AsyncLocal value that an async method sets is gone when the method ends.
    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (!headers.TryGetValue(DeadlineHeaders.Deadline, out var deadline)
            && !headers.ContainsKey(DeadlineHeaders.Attempt))
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
        $"{DeadlineHeaders.Deadline} has to be a whole number of milliseconds between 0 and "
        + $"{DeadlineHeaders.Longest.TotalMilliseconds}: correct it, or leave it out.",
        statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
}
