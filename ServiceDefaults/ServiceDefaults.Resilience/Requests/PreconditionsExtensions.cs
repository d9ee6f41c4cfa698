using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Requests.Internal;

namespace ServiceDefaults.Requests;

/// <summary>
/// Declares how routes handle preconditions. None is ignored silently: a precondition that is not evaluated is rejected
/// by name. This is stricter than RFC 9110, under which <c>If-Unmodified-Since</c> is ignored for a resource without a
/// modification date. Next to <c>If-Match</c> it is ignored here too (13.1.4).
/// </summary>
public static class PreconditionsExtensions
{
    /// <summary>
    /// Reads <c>If-Match</c> and <c>If-None-Match</c> for a handler that evaluates them; invalid headers are 400.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the endpoint builder.</typeparam>
    /// <param name="route">The route.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder TakesPreconditions<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route.AddEndpointFilter(new PreconditionFilter(PreconditionProblems.OfUnread));

    /// <summary>
    /// Evaluates the preconditions of a request to a resource that always exists and has no entity tag, such as a POST
    /// to a collection; 412 when they do not hold.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the endpoint builder.</typeparam>
    /// <param name="route">The route.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder TakesPreconditionsOfACollection<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route.AddEndpointFilter(new PreconditionFilter(PreconditionProblems.OfCollection));

    /// <summary>
    /// Rejects preconditions (400) where there is no version that they could name, as on a request about many
    /// resources.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the endpoint builder.</typeparam>
    /// <param name="route">The route.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder RefusesPreconditions<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route.AddEndpointFilter(new PreconditionFilter(RefusalOf));

    /// <summary>
    /// Rejects preconditions as <see cref="RefusesPreconditions"/> does, for a handler that has to check something else
    /// first.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <returns>The problem, or <see langword="null"/> when the request has no preconditions.</returns>
    public static ProblemHttpResult? RefusalOf(HttpRequest request) => PreconditionProblems.OfAny(request);

    /// <summary>Gets the preconditions of a request to a route that <see cref="TakesPreconditions"/>.</summary>
    /// <param name="http">The request.</param>
    /// <returns>The preconditions.</returns>
    public static Preconditions GetPreconditions(this HttpContext http) =>
        Preconditions.TryRead(http.Request.Headers, out var preconditions)
            ? preconditions
            : throw new BadHttpRequestException(PreconditionProblems.Unreadable);
}
