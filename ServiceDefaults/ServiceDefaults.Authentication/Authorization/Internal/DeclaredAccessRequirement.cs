using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ServiceDefaults.Authorization.Internal;

/// <summary>
/// Applies where no scope is required: an endpoint that declares neither a scope nor anonymous access is denied to all.
/// A path without a route is 404, and a route without the method 405, for authenticated callers only, so that others
/// cannot list the routes.
/// </summary>
internal sealed class DeclaredAccessRequirement
    : AuthorizationHandler<DeclaredAccessRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context, DeclaredAccessRequirement requirement)
    {
        if (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
