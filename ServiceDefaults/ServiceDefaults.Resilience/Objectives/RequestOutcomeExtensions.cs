using Microsoft.AspNetCore.Http;
using ServiceDefaults.Objectives.Internal;

namespace ServiceDefaults.Objectives;

/// <summary>Lets a service say what a request counts as, where the response does not show it.</summary>
public static class RequestOutcomeExtensions
{
    /// <summary>
    /// The response header that says <c>true</c> if the response is not from the primary source. Such a response counts
    /// as <see cref="ObjectiveOutcome.Degraded"/>.
    /// </summary>
    public const string DegradedHeader = "X-Degraded";

    /// <summary>Sets what the current request counts as, whatever its status and time are.</summary>
    /// <param name="context">The request.</param>
    /// <param name="outcome">The outcome.</param>
    public static void CountAs(this HttpContext context, ObjectiveOutcome outcome) =>
        context.Features.Set(new DeclaredOutcome(outcome));
}
