using System.Net;
using Polly;
using Polly.Retry;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries;

/// <summary>The rules of a retry over HTTP.</summary>
public static class HttpRetry
{
    /// <summary>
    /// Retries what is <see cref="ClassifiedError.IsTransient"/>, of requests that are in <see cref="RepeatableRequests"/>, after the time that
    /// <c>Retry-After</c> asks for, if it does.
    /// </summary>
    /// <param name="options">The numbers; validated before.</param>
    /// <param name="budget">The dependency's budget.</param>
    /// <param name="classifier">Judges exceptions.</param>
    /// <param name="timeProvider">The clock against which a <c>Retry-After</c> date is read.</param>
    /// <returns>The retry, for <see cref="RetryPipelineBuilderExtensions.AddDependencyRetry{TResult}"/>.</returns>
    public static DependencyRetry<HttpResponseMessage> Create(
        RetryOptions options, RetryBudget budget, IErrorClassifier classifier, TimeProvider timeProvider) => new()
        {
            Options = options,
            Budget = budget,
            Classify = attempt => attempt.Outcome.Exception is { } exception
                ? options.Judge(exception, classifier, IsSafe(attempt))
                : attempt.Outcome.Result is { StatusCode: >= HttpStatusCode.BadRequest } response ? ErrorOf(response, attempt) : null,
            // An exception carries no request. Without the request in the context nothing is sent again.
            IsRepeatable = attempt => RequestOf(attempt) is { } request && RepeatableRequests.MayRepeat(request, options.RetryWithIdempotencyKey),
            RetryAfter = outcome => outcome.Result is { } response ? RetryAfterHeader.Read(response, timeProvider) : null,
        };

    private static ClassifiedError ErrorOf(HttpResponseMessage response, RetryPredicateArguments<HttpResponseMessage> attempt)
    {
        var error = HttpStatusErrors.FromStatus((int)response.StatusCode);
        return error.MayHaveSucceeded && (IsSafe(attempt) || RequestOf(attempt)?.GetSideEffects() == SideEffects.None) ? error with { MayHaveSucceeded = false } : error;
    }

    private static bool IsSafe(RetryPredicateArguments<HttpResponseMessage> attempt) => RequestOf(attempt) is not { } request || SafeMethods.Contains(request.Method);

    private static HttpRequestMessage? RequestOf(RetryPredicateArguments<HttpResponseMessage> attempt) =>
        attempt.Context.GetRequestMessage() ?? attempt.Outcome.Result?.RequestMessage;
}
