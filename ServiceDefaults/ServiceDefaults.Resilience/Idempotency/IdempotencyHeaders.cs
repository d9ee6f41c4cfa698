namespace ServiceDefaults.Idempotency;

/// <summary>The headers that identify a repeated write.</summary>
public static class IdempotencyHeaders
{
    /// <summary>
    /// The caller's name for one write: the same each time that write is sent, and never used for another.
    /// </summary>
    public const string Key = "Idempotency-Key";

    /// <summary><c>true</c> on a stored response, which is returned because the write was repeated.</summary>
    public const string Replayed = "Idempotency-Replayed";
}
