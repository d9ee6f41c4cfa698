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
    /// Sets <c>Cache-Control: private, no-store</c>: a caller may hold a response and revalidate it with
    /// <c>If-None-Match</c>, but no proxy may store it, and no browser on disk.
    /// </summary>
    public static RouteGroupBuilder KeepOutOfCaches(this RouteGroupBuilder routes) =>
        routes.AddEndpointFilter((context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "private, no-store";
            return next(context);
        });
}
