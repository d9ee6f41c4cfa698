namespace PatientApi.Model;

/// <summary>The answer to a write, kept in the transaction that wrote, and given again to whoever repeats it.</summary>
internal sealed class StoredAnswer
{
    public required string Tenant { get; init; }

    public required string Client { get; init; }

    public required string Key { get; init; }

    /// <summary>Which line or item of the whole; 0 for the whole.</summary>
    public required int Part { get; init; }

    /// <summary>SHA-256 of what the request was.</summary>
    public required byte[] Fingerprint { get; init; }

    public required int Status { get; init; }

    /// <summary>The text of a JSON object of names and values.</summary>
    public required string Headers { get; init; }

    public required byte[] Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
