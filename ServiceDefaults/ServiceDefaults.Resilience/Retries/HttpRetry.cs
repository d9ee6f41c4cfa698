using System.Net;
using Polly;
using Polly.Retry;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries;

/// <summary>Retry rules for HTTP.</summary>
public static class HttpRetry
{
    /// <summary>
    /// Creates a retry of failures that are <see cref="ClassifiedError.IsTransient"/>, for requests that
    /// <see cref="RepeatableRequests"/> allows. A <c>Retry-After</c> of the response lengthens the delay.
    /// </summary>
    /// <param name="options">The options; already validated.</param>
    /// <param name="budget">The retry budget of the dependency.</param>
    /// <param name="classifier">Classifies exceptions.</param>
    /// <param name="timeProvider">The clock for a <c>Retry-After</c> date.</param>
    /// <returns>The retry, for <see cref="RetryPipelineBuilderExtensions.AddDependencyRetry{TResult}"/>.</returns>
    public static DependencyRetry<HttpResponseMessage> Create(
        RetryOptions options, RetryBudget budget, IErrorClassifier classifier, TimeProvider timeProvider) => new()
        {
            Options = options,
            Budget = budget,
            Classify = attempt => attempt.Outcome.Exception is { } exception
                ? options.Judge(exception, classifier, IsSafe(attempt))
                : attempt.Outcome.Result is { StatusCode: >= HttpStatusCode.BadRequest } response
                    ? ErrorOf(response, attempt)
                    : null,
            // An exception carries no request. Without a request in the context nothing is repeated.
            IsRepeatable = attempt => RequestOf(attempt) is { } request
                && RepeatableRequests.MayRepeat(request, options.RetryWithIdempotencyKey),
            RetryAfter = outcome =>
                outcome.Result is { } response ? RetryAfterHeader.Read(response, timeProvider) : null,
        };

    private static ClassifiedError ErrorOf(
        HttpResponseMessage response, RetryPredicateArguments<HttpResponseMessage> attempt)
    {
        var error = HttpStatusErrors.FromStatus((int)response.StatusCode);
        if (response.IsShed())
        {
            // Repetitions are what a service that sheds load can do without, and would use up the budget of others.
            return error with { IsTransient = false, MayHaveSucceeded = false };
        }

        return error.MayHaveSucceeded && (IsSafe(attempt) || RequestOf(attempt)?.GetSideEffects() == SideEffects.None)
            ? error with { MayHaveSucceeded = false }
            : error;
    }

    private static bool IsSafe(RetryPredicateArguments<HttpResponseMessage> attempt) =>
        RequestOf(attempt) is not { } request || SafeMethods.Contains(request.Method);

    private static HttpRequestMessage? RequestOf(RetryPredicateArguments<HttpResponseMessage> attempt) =>
        attempt.Context.GetRequestMessage() ?? attempt.Outcome.Result?.RequestMessage;
}
