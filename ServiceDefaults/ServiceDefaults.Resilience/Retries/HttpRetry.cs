using Polly;
using Polly.Retry;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries;

/// <summary>The rules of a retry over HTTP.</summary>
public static class HttpRetry
{
    /// <summary>
    /// Retries what is in <see cref="TransientFaults"/> or what <see cref="RetryOptions.IsTransient"/> says, of requests that are in <see cref="RepeatableRequests"/>, after the time that
    /// <c>Retry-After</c> asks for, if it does.
    /// </summary>
    /// <param name="options">The numbers; validated before.</param>
    /// <param name="budget">The dependency's budget.</param>
    /// <param name="classifier">Tells whether a request that failed may have been carried out.</param>
    /// <param name="timeProvider">The clock against which a <c>Retry-After</c> date is read.</param>
    /// <returns>The retry, for <see cref="RetryPipelineBuilderExtensions.AddDependencyRetry{TResult}"/>.</returns>
    public static DependencyRetry<HttpResponseMessage> Create(
        RetryOptions options, RetryBudget budget, IErrorClassifier classifier, TimeProvider timeProvider) => new()
        {
            Options = options,
            Budget = budget,
            ShouldRetry = attempt => IsTransient(attempt.Outcome, options)
                && RequestOf(attempt) is { } request && RepeatableRequests.MayRepeat(request, options.RetryWithIdempotencyKey),
            RetryAfter = outcome => outcome.Result is { } response ? RetryAfterHeader.Read(response, timeProvider) : null,
            MayHaveSucceeded = attempt => RequestOf(attempt) is { } request && !SafeMethods.Contains(request.Method)
                && ErrorOf(attempt.Outcome, classifier) is { MayHaveSucceeded: true } && !(attempt.Outcome.Exception is null && request.IsUndone()),
        };

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome, RetryOptions options) => outcome.Exception is { } exception
        ? options.MeansTransient(exception)
        : outcome.Result is { } response && TransientFaults.IsTransient(response.StatusCode);

    private static ClassifiedError? ErrorOf(Outcome<HttpResponseMessage> outcome, IErrorClassifier classifier) => outcome.Exception is { } exception
        ? classifier.Classify(exception)
        : HttpStatusErrors.FromStatus((int)outcome.Result!.StatusCode);

    // An exception knows no request; a request that nobody knows is not sent again.
    private static HttpRequestMessage? RequestOf(RetryPredicateArguments<HttpResponseMessage> attempt) =>
        attempt.Context.GetRequestMessage() ?? attempt.Outcome.Result?.RequestMessage;
}
