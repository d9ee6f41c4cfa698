namespace ServiceDefaults.Idempotency;

/// <summary>The headers by which a write is known again.</summary>
public static class IdempotencyHeaders
{
    /// <summary>The caller's name for one write: the same each time that write is sent, and never that of another.</summary>
    public const string Key = "Idempotency-Key";

    /// <summary><c>true</c> on an answer that was given before, and is repeated because the write was.</summary>
    public const string Replayed = "Idempotency-Replayed";
}
