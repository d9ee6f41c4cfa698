namespace PatientApi.Idempotency;

/// <summary>A parameter of an endpoint that has read the body of the request.</summary>
internal interface IDigested
{
    /// <summary>SHA-256 of the bytes that came.</summary>
    ReadOnlyMemory<byte> Digest { get; }
}
