using System.Globalization;

namespace PatientApi.Data;

/// <summary>Before the schema is there, a request is told to come again instead of failing on a missing table.</summary>
internal sealed class MigratedFilter(MigrationState state) : IEndpointFilter
{
    private const int RetryAfterSeconds = 2;

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (state.IsDone)
        {
            return next(context);
        }

        if (state.IsGivenUp)
        {
            return ValueTask.FromResult<object?>(TypedResults.Problem(
                "The database could not be migrated. This instance serves no request until it is restarted.", statusCode: StatusCodes.Status503ServiceUnavailable));
        }

        context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return ValueTask.FromResult<object?>(TypedResults.Problem(
            "The service is starting: the database is not ready yet. Try again in a moment.",
            statusCode: StatusCodes.Status503ServiceUnavailable));
    }
}
