using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Errors.Internal;

/// <summary>Gives the vocabulary also to problems that began as a status: a validation error, a 404 of the router, a limiter's 429.</summary>
internal sealed class ProblemEnricher(TimeProvider timeProvider) : IPostConfigureOptions<ProblemDetailsOptions>
{
    public void PostConfigure(string? name, ProblemDetailsOptions options)
    {
        // The host's own customization goes first, so that a category which it sets is kept.
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
        problem.Extensions[ProblemFields.TraceId] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
        var response = context.HttpContext.Response;
        if (response.StatusCode < StatusCodes.Status400BadRequest || problem.Extensions.ContainsKey(ProblemFields.Category))
        {
            return;
        }

        var error = FromStatus(response.StatusCode);
        // Where fields are named, they say it better.
        problem.Detail ??= problem is HttpValidationProblemDetails ? null : ProblemTexts.DetailOf(error);
        var isSafe = SafeMethods.Contains(context.HttpContext.Request.Method);
        ProblemFields.Write(problem, error with
        {
            MayHaveSucceeded = error.MayHaveSucceeded && !isSafe,
            // Whoever chose the status also chose whether to set the header; the field says the same.
            RetryAfter = RetryAfterHeader.TryParse(response.Headers.RetryAfter, timeProvider, out var delay) ? delay : null,
        });
    }

    // Of another service a 500 says that it is ill; of this one, that it has a defect. And its 503 is no proxy's: it was chosen instead of beginning.
    private static ClassifiedError FromStatus(int status) => status switch
    {
        StatusCodes.Status500InternalServerError => ClassifiedErrors.Unknown,
        StatusCodes.Status503ServiceUnavailable => HttpStatusErrors.FromStatus(status) with { MayHaveSucceeded = false },
        _ => HttpStatusErrors.FromStatus(status),
    };
}
