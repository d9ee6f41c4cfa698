using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Errors.Internal;

namespace ServiceDefaults.Errors;

/// <summary>
/// Tells the failure of one part of a request, such as one item of a batch, in the words in which that of a whole request is told. What a dependency said of it
/// is not repeated, but for its meaning.
/// </summary>
/// <param name="classifier">Knows what a failure means.</param>
/// <param name="logger">Is told of each, as loud as of that of a whole request.</param>
public sealed class PartFailures(IErrorClassifier classifier, ILogger<PartFailures> logger)
{
    /// <summary>Describes a failure, and logs it.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="context">What kind of operation it was, and whether its caller is still there.</param>
    /// <returns>The problem, or <see langword="null"/> when there is none to be told, because the caller has gone away.</returns>
    public ProblemDetails? Describe(Exception exception, OperationContext context)
    {
        if (classifier.Classify(exception, context) is not { } error)
        {
            return null;
        }

        ProblemLog.Write(logger, exception, error);
        return Describe(error);
    }

    /// <summary>Describes an error.</summary>
    /// <param name="error">The error.</param>
    /// <returns>The problem, with title, status, detail, category, canRetry, retryAfter, mayHaveSucceeded and traceId.</returns>
    public static ProblemDetails Describe(ClassifiedError error)
    {
        var problem = new ProblemDetails { Title = ReasonPhrases.GetReasonPhrase(error.Status), Status = error.Status, Detail = ProblemTexts.DetailOf(error) };
        ProblemFields.Write(problem, error);
        if (Activity.Current is { } activity)
        {
            problem.Extensions[ProblemFields.TraceId] = activity.TraceId.ToString();
        }

        return problem;
    }
}
