namespace ServiceDefaults.Callers;

/// <summary>
/// The caller on whose behalf an operation runs. It is part of every key under which a response is cached or shared,
/// because callers may have different permissions. It is also part of the record of which caller got a response from
/// which source.
/// </summary>
public interface ICallerContext
{
    /// <summary>The name of the caller, such as a client application's id. Never the name of a person.</summary>
    string Client { get; }

    /// <summary>The tenant whose data the caller may access.</summary>
    string Tenant { get; }

    /// <summary>The caller's permissions, in any order.</summary>
    IReadOnlyCollection<string> Scopes { get; }
}
