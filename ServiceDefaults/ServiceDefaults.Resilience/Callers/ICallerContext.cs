namespace ServiceDefaults.Callers;

/// <summary>
/// On whose behalf something is done. It is part of every key under which an answer is kept or shared, because what one caller may see
/// another may not; and of the record of who was answered from where.
/// </summary>
public interface ICallerContext
{
    /// <summary>The caller's own name, such as the id of a client application. Never the name of a person.</summary>
    string Client { get; }

    /// <summary>Whose data it is allowed to see.</summary>
    string Tenant { get; }

    /// <summary>What it may do, in any order.</summary>
    IReadOnlyCollection<string> Scopes { get; }
}
