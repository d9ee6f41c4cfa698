using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Errors;

/// <summary>
/// The errors that providers make, each with the status and the waiting time that belong to its category. Those that can be retried are transient; a provider that
/// knows better says so by <c>with</c>.
/// </summary>
public static class ClassifiedErrors
{
    /// <summary>A defect (500): not retried, and whether anything was done is unknown.</summary>
    public static ClassifiedError Unknown { get; } =
        new(ErrorCategory.Unknown, StatusCodes.Status500InternalServerError) { MayHaveSucceeded = true };

    /// <summary>What was asked for does not exist (404).</summary>
    public static ClassifiedError NotFound { get; } = new(ErrorCategory.NotFound, StatusCodes.Status404NotFound);

    /// <summary>The request contradicts the present state (409).</summary>
    public static ClassifiedError Conflict { get; } = new(ErrorCategory.Conflict, StatusCodes.Status409Conflict);

    /// <summary>A dependency is unavailable (503).</summary>
    /// <param name="retryAfter">When to try again.</param>
    /// <param name="mayHaveSucceeded">Whether the request may have reached the dependency.</param>
    /// <returns>The error; it can be retried.</returns>
    public static ClassifiedError ServiceUnavailable(TimeSpan retryAfter, bool mayHaveSucceeded = false) =>
        new(ErrorCategory.ServiceUnavailable, StatusCodes.Status503ServiceUnavailable)
        {
            CanRetry = true,
            RetryAfter = retryAfter,
            MayHaveSucceeded = mayHaveSucceeded,
            IsTransient = true,
        };

    /// <summary>A dependency refuses us, and will until somebody changes its configuration or ours (503): not retried.</summary>
    public static ClassifiedError Unusable { get; } = new(ErrorCategory.ServiceUnavailable, StatusCodes.Status503ServiceUnavailable);

    /// <summary>There is no room for more work (503), so none was begun.</summary>
    /// <param name="retryAfter">When to try again; default <see cref="RetryAfterDefaults.Busy"/>.</param>
    /// <returns>The error; it can be retried.</returns>
    public static ClassifiedError SystemBusy(TimeSpan? retryAfter = null) =>
        new(ErrorCategory.SystemBusy, StatusCodes.Status503ServiceUnavailable)
        {
            CanRetry = true,
            RetryAfter = retryAfter ?? RetryAfterDefaults.Busy,
            IsTransient = true,
        };

    /// <summary>The time was up (504).</summary>
    /// <param name="mayHaveSucceeded">Whether the request may have reached the dependency.</param>
    /// <returns>The error; it can be retried.</returns>
    public static ClassifiedError Timeout(bool mayHaveSucceeded) =>
        new(ErrorCategory.Timeout, StatusCodes.Status504GatewayTimeout)
        {
            CanRetry = true,
            RetryAfter = RetryAfterDefaults.Timeout,
            MayHaveSucceeded = mayHaveSucceeded,
            IsTransient = true,
        };

    /// <summary>Too many requests (429), so this one was not begun.</summary>
    /// <param name="retryAfter">When to try again; default <see cref="RetryAfterDefaults.RateLimit"/>.</param>
    /// <returns>The error; it can be retried.</returns>
    public static ClassifiedError RateLimit(TimeSpan? retryAfter = null) =>
        new(ErrorCategory.RateLimit, StatusCodes.Status429TooManyRequests)
        {
            CanRetry = true,
            RetryAfter = retryAfter ?? RetryAfterDefaults.RateLimit,
            IsTransient = true,
        };

    /// <summary>The request itself was refused.</summary>
    /// <param name="status">The status that says why, such as 400 or 422.</param>
    /// <returns>The error; it is not retried.</returns>
    public static ClassifiedError BusinessLogic(int status) => new(ErrorCategory.BusinessLogic, status);
}
