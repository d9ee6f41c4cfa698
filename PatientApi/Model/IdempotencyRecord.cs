namespace PatientApi.Model;

/// <summary>The response to a write, stored in the same transaction and returned to repeated requests.</summary>
internal sealed class IdempotencyRecord
{
    public required string Tenant { get; init; }

    public required string Client { get; init; }

    public required string Key { get; init; }

    /// <summary>Index of the line or item that the response belongs to; 0 for the whole request.</summary>
    public required int Part { get; init; }

    /// <summary>SHA-256 hash of the request.</summary>
    public required byte[] Fingerprint { get; init; }

    public required int Status { get; init; }

    /// <summary>The response headers as a JSON object of names and values.</summary>
    public required string Headers { get; init; }

    public required byte[] Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
