using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Errors.Internal;

namespace ServiceDefaults.Errors;

/// <summary>
/// Creates problem details for the failure of one part of a request, such as one item of a batch, with the same members
/// as for a whole request. They hold the classification of a dependency's response, never its text.
/// </summary>
/// <param name="classifier">Classifies the failures.</param>
/// <param name="logger">Receives one entry for each failure, at the same level as for a whole request.</param>
public sealed class ItemProblemFactory(IErrorClassifier classifier, ILogger<ItemProblemFactory> logger)
{
    /// <summary>Logs a failure and creates its problem details.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="context">Whether the operation only reads, and the token of its caller.</param>
    /// <returns>The problem, or <see langword="null"/> when the caller has left and needs no response.</returns>
    public ProblemDetails? Create(Exception exception, OperationContext context)
    {
        if (classifier.Classify(exception, context) is not { } error)
        {
            return null;
        }

        ProblemLog.Write(logger, exception, error);
        return Create(error);
    }

    /// <summary>Creates the problem details of an error.</summary>
    /// <param name="error">The error.</param>
    /// <returns>
    /// The problem, with title, status, detail, category, canRetry, retryAfter, mayHaveSucceeded and traceId.
    /// </returns>
    public static ProblemDetails Create(ClassifiedError error)
    {
        var problem = new ProblemDetails
        {
            Title = ReasonPhrases.GetReasonPhrase(error.Status),
            Status = error.Status,
            Detail = ProblemTexts.DetailOf(error)
        };
        ProblemFields.Write(problem, error);
        if (Activity.Current is { } activity)
        {
            problem.Extensions[ProblemFields.TraceId] = activity.TraceId.ToString();
        }

        return problem;
    }
}
