using System.Globalization;

namespace PatientApi.Data;

/// <summary>
/// Answers requests with 503 and <c>Retry-After</c> until the schema is ready, instead of letting them fail on a
/// missing table. When migration has failed for good, the 503 has no <c>Retry-After</c>.
/// </summary>
internal sealed class DatabaseReadyFilter(MigrationState state) : IEndpointFilter
{
    private const int RetryAfterSeconds = 2;

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (state.IsDone)
        {
            return next(context);
        }

        if (state.HasFailed)
        {
            return ValueTask.FromResult<object?>(TypedResults.Problem(
                "Database migration failed. This instance serves no requests until it is restarted.",
                statusCode: StatusCodes.Status503ServiceUnavailable));
        }

        context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return ValueTask.FromResult<object?>(TypedResults.Problem(
            "The service is starting and its database is not ready yet. Retry in a moment.",
            statusCode: StatusCodes.Status503ServiceUnavailable));
    }
}
