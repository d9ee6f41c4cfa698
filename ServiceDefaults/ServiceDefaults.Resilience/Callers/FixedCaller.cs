namespace ServiceDefaults.Callers;

/// <summary>The caller context of a service without authentication: every request has the same caller.</summary>
public sealed class FixedCaller : ICallerContext
{
    /// <inheritdoc/>
    public string Client => "anonymous";

    /// <inheritdoc/>
    public string Tenant => "default";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Scopes => [];

    /// <inheritdoc/>
    public string View => "";

    /// <inheritdoc/>
    public string Tier => "anonymous";
}
