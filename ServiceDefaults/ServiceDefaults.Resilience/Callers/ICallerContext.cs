namespace ServiceDefaults.Callers;

/// <summary>
/// The caller on whose behalf an operation runs. Its tenant and view are part of every key under which a response is
/// cached or shared, because they decide what a response holds. Its client owns idempotency keys and queued writes.
/// </summary>
public interface ICallerContext
{
    /// <summary>The name of the caller, such as a client application's id. Never the name of a person.</summary>
    string Client { get; }

    /// <summary>The tenant whose data the caller may access.</summary>
    string Tenant { get; }

    /// <summary>The caller's permissions, in any order.</summary>
    IReadOnlyCollection<string> Scopes { get; }

    /// <summary>
    /// Names what the caller may see of a response, if its permissions change that; empty if they do not. Callers with
    /// the same tenant and view share cached responses, whatever their client and scopes.
    /// </summary>
    string View { get; }

    /// <summary>The name of the caller's rate limits, such as <c>anonymous</c> or <c>standard</c>.</summary>
    string Tier { get; }
}
