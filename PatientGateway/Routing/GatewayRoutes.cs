using PatientApi.Contracts;

namespace PatientGateway.Routing;

/// <summary>Paths of version 1 of the gateway's routes, and what all routes share.</summary>
internal static class GatewayRoutes
{
    /// <summary>Path of the patient routes.</summary>
    public const string Patients = Version + PatientRoutes.Collection;

    /// <summary>Path of the batch routes.</summary>
    public const string Batches = Version + "/batch" + PatientRoutes.Collection;

    /// <summary>Path of the operations, which are the status of deferred writes.</summary>
    public const string Operations = Version + "/operations";

    /// <summary>Path of the audit trail.</summary>
    public const string Audit = Version + "/admin" + AuditRoutes.Collection;

    private const string Version = "/api/v1";

    /// <summary>
    /// Starts a group of routes: responses stay out of caches, and the OpenAPI document declares the problems that
    /// every route of the gateway can respond with.
    /// </summary>
    /// <param name="app">The routes of the gateway.</param>
    /// <param name="prefix">The path of the group.</param>
    /// <param name="tag">Its heading in the API reference.</param>
    public static RouteGroupBuilder MapGatewayGroup(this IEndpointRouteBuilder app, string prefix, string tag) => app
        .MapGroup(prefix)
        .WithTags(tag)
        .KeepOutOfCaches()
        // Also without parameters: every route reads headers such as X-Request-Deadline-Ms.
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .ProducesProblem(StatusCodes.Status504GatewayTimeout);

    // A caller may hold a response and revalidate it with If-None-Match, but no proxy may store it, and no browser on
    // disk.
    private static RouteGroupBuilder KeepOutOfCaches(this RouteGroupBuilder routes) =>
        routes.AddEndpointFilter((context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "private, no-store";
            return next(context);
        });
}
