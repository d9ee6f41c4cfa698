using ServiceDefaults.Callers;

namespace PatientApi.Data;

/// <summary>
/// The tenant of the current operation: that of the caller, or the one that background work, which has no caller,
/// declares with <see cref="Use"/>.
/// </summary>
internal sealed class CurrentTenant(ICallerContext caller)
{
    /// <summary>Tenant of the rows that were stored before there were tenants, and of the synthetic patients.</summary>
    public const string Default = "default";

    // AsyncLocal, so that it flows into everything that the background work calls, and nowhere else.
    private static readonly AsyncLocal<string?> Declared = new();

    /// <summary>The tenant, read anew on each call, because the caller differs between requests.</summary>
    /// <exception cref="InvalidOperationException">There is neither a caller with a tenant nor a declared
    /// tenant.</exception>
    public string Value => (Declared.Value ?? caller.Tenant) is { Length: > 0 } tenant
        ? tenant
        : throw new InvalidOperationException("This operation has no tenant: run it for a caller that has one, or "
            + $"declare one with {nameof(CurrentTenant)}.{nameof(Use)}.");

    /// <summary>Declares the tenant for background work, until the result is disposed.</summary>
    public static IDisposable Use(string tenant)
    {
        var scope = new Scope(Declared.Value);
        Declared.Value = tenant;
        return scope;
    }

    private sealed class Scope(string? outer) : IDisposable
    {
        public void Dispose() => Declared.Value = outer;
    }
}
