namespace ServiceDefaults.Callers;

/// <summary>The one caller of a service that does not authenticate anybody.</summary>
public sealed class FixedCaller : ICallerContext
{
    /// <inheritdoc/>
    public string Client => "anonymous";

    /// <inheritdoc/>
    public string Tenant => "default";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Scopes => [];
}
