using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Errors;

/// <summary>
/// Creates the errors that providers return, each with the status and the delay of its category. Errors that can be
/// retried are transient; a provider with more information overrides that by <c>with</c>.
/// </summary>
public static class ClassifiedErrors
{
    /// <summary>A defect (500): not retried, and it is unknown whether the operation was carried out.</summary>
    public static ClassifiedError Unknown { get; } =
        new(ErrorCategory.Unknown, StatusCodes.Status500InternalServerError) { MayHaveSucceeded = true };

    /// <summary>The requested resource does not exist (404).</summary>
    public static ClassifiedError NotFound { get; } = new(ErrorCategory.NotFound, StatusCodes.Status404NotFound);

    /// <summary>The request conflicts with the current state (409).</summary>
    public static ClassifiedError Conflict { get; } = new(ErrorCategory.Conflict, StatusCodes.Status409Conflict);

    /// <summary>A dependency is unavailable (503).</summary>
    /// <param name="retryAfter">How long the caller should wait before it retries.</param>
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

    /// <summary>A dependency rejects this service until a configuration is changed (503): not retried.</summary>
    public static ClassifiedError Unusable { get; } = new(
        ErrorCategory.ServiceUnavailable, StatusCodes.Status503ServiceUnavailable);

    /// <summary>No capacity is left (503), so the operation was not started.</summary>
    /// <param name="retryAfter">
    /// How long the caller should wait before it retries; default <see cref="RetryAfterDefaults.Busy"/>.
    /// </param>
    /// <returns>The error; it can be retried.</returns>
    public static ClassifiedError SystemBusy(TimeSpan? retryAfter = null) =>
        new(ErrorCategory.SystemBusy, StatusCodes.Status503ServiceUnavailable)
        {
            CanRetry = true,
            RetryAfter = retryAfter ?? RetryAfterDefaults.Busy,
            IsTransient = true,
        };

    /// <summary>The operation timed out (504).</summary>
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

    /// <summary>A rate limit was exceeded (429), so the operation was not started.</summary>
    /// <param name="retryAfter">
    /// How long the caller should wait before it retries; default <see cref="RetryAfterDefaults.RateLimit"/>.
    /// </param>
    /// <returns>The error; it can be retried.</returns>
    public static ClassifiedError RateLimit(TimeSpan? retryAfter = null) =>
        new(ErrorCategory.RateLimit, StatusCodes.Status429TooManyRequests)
        {
            CanRetry = true,
            RetryAfter = retryAfter ?? RetryAfterDefaults.RateLimit,
            IsTransient = true,
        };

    /// <summary>The request itself was rejected.</summary>
    /// <param name="status">The status that states the reason, such as 400 or 422.</param>
    /// <returns>The error; it is not retried.</returns>
    public static ClassifiedError BusinessLogic(int status) => new(ErrorCategory.BusinessLogic, status);
}
