using System.Text.Json;
using System.Text.Json.Serialization;
using PatientApi.Contracts;

namespace PatientGateway.Audit;

/// <summary>Entries that are written and delivered together, as the body of the request that delivers them.</summary>
/// <param name="Json">An <see cref="AuditBatch"/>.</param>
/// <param name="Entries">Number of entries.</param>
internal sealed record AuditBlock(ReadOnlyMemory<byte> Json, int Entries)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static AuditBlock Of(AuditBatch batch) =>
        new(JsonSerializer.SerializeToUtf8Bytes(batch, Options), batch.Entries.Count);

    /// <exception cref="JsonException">The payload has the format of another version.</exception>
    public static AuditBatch Read(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize<AuditBatch>(json.Span, Options) ?? throw new JsonException("The block is null.");
}
