using System.Net;
using Polly;
using Polly.Retry;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Errors;
using ServiceDefaults.Retries;
using ServiceDefaults.Tests.Errors;

namespace ServiceDefaults.Tests.Failures;

/// <summary>Collects the decision of every consumer of a failure and writes them as one line of a table.</summary>
internal static class FailureDecisions
{
    private static readonly RetryOptions Options = new() { RetryWithIdempotencyKey = true };
    private static readonly DependencyRetry<HttpResponseMessage> Retry =
        HttpRetry.Create(
            Options,
            new RetryBudget(Options.Budget, TimeProvider.System),
            Classification.Classifier,
            TimeProvider.System);

    /// <summary>The decisions for a response with this status.</summary>
    public static string Of(int status) => Line(
        $"answer {status}", Outcome.FromResult(new HttpResponseMessage((HttpStatusCode)status)));

    /// <summary>The decisions for an exception.</summary>
    public static string Of(string name, Exception exception) => Line(
        name, Outcome.FromException<HttpResponseMessage>(exception));

    private static string Line(string name, Outcome<HttpResponseMessage> outcome)
    {
        var error = ErrorOf(outcome);
        return $"| {name} | {error?.Category.ToName() ?? "none"} | {Word(IsRetried(outcome))} | {Breaker(outcome)} | "
            + $"{Word(error is { IsUnavailable: true })} | {Word(error is { MayHaveSucceeded: true })} |";
    }

    private static ClassifiedError? ErrorOf(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: { } exception } => Classification.Classifier.Classify(exception),
        { Result.StatusCode: >= HttpStatusCode.BadRequest and var status } => HttpStatusErrors.FromStatus((int)status),
        _ => null,
    };

    private static bool IsRetried(Outcome<HttpResponseMessage> outcome)
    {
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://dependency/");
        context.SetRequestMessage(request);
        var attempt = new RetryPredicateArguments<HttpResponseMessage>(context, outcome, attemptNumber: 0);
        var isRetried = Retry.Classify(attempt) is { IsTransient: true } && Retry.IsRepeatable(attempt);
        ResilienceContextPool.Shared.Return(context);
        return isRetried;
    }

    private static string Breaker(Outcome<HttpResponseMessage> outcome)
    {
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        var result = new CircuitOutcomeClassifier(Classification.Classifier).Classify(outcome, context);
        ResilienceContextPool.Shared.Return(context);
        return result.ToString().ToLowerInvariant();
    }

    private static string Word(bool value) => value ? "yes" : "no";
}
