namespace ServiceDefaults.Callers;

/// <summary>An authenticated caller.</summary>
/// <param name="Client">The name of the client application.</param>
/// <param name="Tenant">The tenant whose data it may access.</param>
/// <param name="Scopes">Its permissions.</param>
/// <param name="Tier">The name of its rate limits.</param>
public sealed record Caller(string Client, string Tenant, IReadOnlyCollection<string> Scopes, string Tier)
    : ICallerContext
{
    /// <summary>The tenant of callers that name none.</summary>
    public const string DefaultTenant = "default";

    /// <summary>The tier of authenticated callers that name none.</summary>
    public const string DefaultTier = "standard";

    /// <summary>
    /// A request without valid credentials, or work without a caller. It has no tenant: its <see cref="Tenant"/> is
    /// empty, so that it cannot pass for a caller of the default tenant.
    /// </summary>
    public static Caller Anonymous { get; } = new("anonymous", "", [], "anonymous");

    /// <inheritdoc/>
    public string View { get; init; } = "";
}
