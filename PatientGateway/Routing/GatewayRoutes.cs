using PatientApi.Contracts;

namespace PatientGateway.Routing;

/// <summary>Where the gateway has its first version, and what all its routes have in common.</summary>
internal static class GatewayRoutes
{
    /// <summary>The routes of the patient API.</summary>
    public const string Patients = Version + PatientRoutes.Collection;

    /// <summary>Many patients in one request.</summary>
    public const string Batches = Version + "/batch" + PatientRoutes.Collection;

    /// <summary>Writes that were accepted for later.</summary>
    public const string Operations = Version + "/operations";

    private const string Version = "/api/v1";

    /// <summary>
    /// Keeps answers out of caches: a caller may keep its own copy and ask with <c>If-None-Match</c>, but no proxy may keep
    /// one, and no browser on its disk.
    /// </summary>
    public static RouteGroupBuilder KeepOutOfCaches(this RouteGroupBuilder routes) =>
        routes.AddEndpointFilter((context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "private, no-store";
            return next(context);
        });
}
