using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Requests.Internal;

namespace ServiceDefaults.Requests;

/// <summary>
/// Routes and the preconditions of requests to them. None is passed over in silence: what is not evaluated is refused by name. That is more than RFC 9110 asks
/// of <c>If-Unmodified-Since</c>, which it has ignored where there is no date to compare; beside <c>If-Match</c> it is ignored here too (13.1.4).
/// </summary>
public static class PreconditionsExtensions
{
    /// <summary>Reads <c>If-Match</c> and <c>If-None-Match</c> for a handler that evaluates them; 400 where they cannot be read.</summary>
    /// <typeparam name="TBuilder">The kind of endpoint builder.</typeparam>
    /// <param name="route">The route.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder TakesPreconditions<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.AddEndpointFilter(new PreconditionFilter(PreconditionProblems.OfUnread));

    /// <summary>Evaluates the preconditions of a request to a resource that is always there and has no entity tag, such as a POST to a collection; 412 where they do not hold.</summary>
    /// <typeparam name="TBuilder">The kind of endpoint builder.</typeparam>
    /// <param name="route">The route.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder TakesPreconditionsOfACollection<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.AddEndpointFilter(new PreconditionFilter(PreconditionProblems.OfCollection));

    /// <summary>Refuses preconditions (400) where there is no version that they could name, as on a request about many resources.</summary>
    /// <typeparam name="TBuilder">The kind of endpoint builder.</typeparam>
    /// <param name="route">The route.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder RefusesPreconditions<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.AddEndpointFilter(new PreconditionFilter(RefusalOf));

    /// <summary>The same, for a handler that has to look at something else first.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The problem, or <see langword="null"/> where there are no preconditions.</returns>
    public static ProblemHttpResult? RefusalOf(HttpRequest request) => PreconditionProblems.OfAny(request);

    /// <summary>The preconditions of a request to a route that <see cref="TakesPreconditions"/>.</summary>
    /// <param name="http">The request.</param>
    /// <returns>The preconditions.</returns>
    public static Preconditions GetPreconditions(this HttpContext http) =>
        Preconditions.TryRead(http.Request.Headers, out var preconditions) ? preconditions : throw new BadHttpRequestException("The preconditions cannot be read.");
}
