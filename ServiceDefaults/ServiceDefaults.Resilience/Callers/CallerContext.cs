namespace ServiceDefaults.Callers;

/// <summary>
/// The caller of the current request or of the current background work. It flows with the execution context and not
/// with the <c>HttpContext</c>, because work that a request has started can outlive the request: a coalesced read, a
/// call that continues after a soft timeout.
/// </summary>
public sealed class CallerContext : ICallerContext
{
    private static readonly AsyncLocal<ICallerContext?> Ambient = new();

    /// <summary>The caller of the current execution context.</summary>
    /// <value>The default is <see cref="Caller.Anonymous"/>.</value>
    public static ICallerContext Current => Ambient.Value ?? Caller.Anonymous;

    /// <inheritdoc/>
    public string Client => Current.Client;

    /// <inheritdoc/>
    public string Tenant => Current.Tenant;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Scopes => Current.Scopes;

    /// <inheritdoc/>
    public string View => Current.View;

    /// <inheritdoc/>
    public string Tier => Current.Tier;

    /// <summary>Sets the caller of the current execution context and of everything started from it.</summary>
    /// <param name="caller">The caller.</param>
    /// <returns>Restores the previous caller when it is disposed.</returns>
    public static IDisposable Use(ICallerContext caller)
    {
        var previous = Ambient.Value;
        Ambient.Value = caller;
        return new Restore(previous);
    }

    private sealed class Restore(ICallerContext? previous) : IDisposable
    {
        public void Dispose() => Ambient.Value = previous;
    }
}
