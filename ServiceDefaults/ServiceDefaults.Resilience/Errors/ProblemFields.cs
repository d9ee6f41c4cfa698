using Microsoft.AspNetCore.Mvc;

namespace ServiceDefaults.Errors;

/// <summary>The members of problem details beyond those of RFC 9457.</summary>
public static class ProblemFields
{
    /// <summary>The media type of problem details.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>The name of the category, one of <see cref="ErrorCategoryNames"/>.</summary>
    public const string Category = "category";

    /// <summary>Whether the same request may be sent again.</summary>
    public const string CanRetry = "canRetry";

    /// <summary>Whole seconds to wait; absent when unknown. Always equal to the header <c>Retry-After</c>.</summary>
    public const string RetryAfter = "retryAfter";

    /// <summary>Whether the operation may have been carried out although it failed.</summary>
    public const string MayHaveSucceeded = "mayHaveSucceeded";

    /// <summary>The W3C trace id, by which operators find the request.</summary>
    public const string TraceId = "traceId";

    /// <summary>Writes an error into problem details.</summary>
    /// <param name="problem">The problem details.</param>
    /// <param name="error">The error.</param>
    public static void Write(ProblemDetails problem, ClassifiedError error)
    {
        problem.Extensions[Category] = error.Category.ToName();
        problem.Extensions[CanRetry] = error.CanRetry;
        problem.Extensions[MayHaveSucceeded] = error.MayHaveSucceeded;
        if (error.RetryAfter is { } delay)
        {
            problem.Extensions[RetryAfter] = RetryAfterHeader.ToSeconds(delay);
        }
    }
}
