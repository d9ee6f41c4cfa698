namespace ServiceDefaults.Queueing;

/// <summary>
/// The owner of a command. Two owners can use the same idempotency key, and neither sees the commands of the other.
/// </summary>
/// <param name="Tenant">The tenant that the data belongs to.</param>
/// <param name="Client">The name of the client; never that of a person.</param>
public readonly record struct CommandOwner(string Tenant, string Client);
