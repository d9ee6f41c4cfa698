namespace ServiceDefaults.Queueing;

/// <summary>On whose behalf a command waits. Two owners may use one idempotency key, and neither sees what the other has queued.</summary>
/// <param name="Tenant">Whose data it is.</param>
/// <param name="Client">The caller's own name; never that of a person.</param>
public readonly record struct CommandOwner(string Tenant, string Client);
