using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Errors.Internal;

/// <summary>
/// Adds the members of <see cref="ProblemFields"/> to problem details that were created from a status: a validation
/// error, a 404 of the router, a 429 of a rate limiter.
/// </summary>
internal sealed class ProblemEnricher(TimeProvider timeProvider) : IPostConfigureOptions<ProblemDetailsOptions>
{
    public void PostConfigure(string? name, ProblemDetailsOptions options)
    {
        // The host's own customization runs first, so that a category which it sets is kept.
        var customize = options.CustomizeProblemDetails;
        options.CustomizeProblemDetails = context =>
        {
            customize?.Invoke(context);
            Enrich(context);
        };
    }

    private void Enrich(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions[ProblemFields.TraceId] = Activity.Current?.TraceId.ToString()
            ?? context.HttpContext.TraceIdentifier;
        var response = context.HttpContext.Response;
        if (response.StatusCode < StatusCodes.Status400BadRequest
            || problem.Extensions.ContainsKey(ProblemFields.Category))
        {
            return;
        }

        var error = FromStatus(response.StatusCode);
        // A validation problem names the invalid fields, so it needs no general text.
        problem.Detail ??= problem is HttpValidationProblemDetails ? null : ProblemTexts.DetailOf(error);
        var isSafe = SafeMethods.Contains(context.HttpContext.Request.Method);
        ProblemFields.Write(problem, error with
        {
            MayHaveSucceeded = error.MayHaveSucceeded && !isSafe,
            // The code that set the status also decided about the header; the field says the same.
            RetryAfter = RetryAfterHeader.TryParse(response.Headers.RetryAfter, timeProvider, out var delay)
                ? delay
                : null,
        });
    }

    // A 500 of this service is its own defect, not an unavailable dependency. Its 503 means that nothing was started;
    // that of another service may come from a proxy.
    private static ClassifiedError FromStatus(int status) => status switch
    {
        StatusCodes.Status500InternalServerError => ClassifiedErrors.Unknown,
        StatusCodes.Status503ServiceUnavailable =>
            HttpStatusErrors.FromStatus(status) with { MayHaveSucceeded = false },
        _ => HttpStatusErrors.FromStatus(status),
    };
}
