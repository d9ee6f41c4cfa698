using System.Text.Json;
using System.Text.Json.Serialization;
using PatientApi.Contracts;

namespace PatientGateway.Batch;

/// <summary>A request to read several patients.</summary>
internal sealed record BatchGetRequest : PatientData
{
    /// <summary>1 to 100 ids. A repeated id gets a result each time.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>Whether to include the details of each patient.</summary>
    public bool IncludeDetails { get; init; }
}

/// <summary>A request to create several patients, as the OpenAPI document describes it.</summary>
/// <param name="Items">1 to 100 patients, each as in a single create.</param>
internal sealed record BatchCreateRequest(IReadOnlyList<PatientRequest> Items);

/// <summary>The same request as the gateway parses it: the API validates each item separately.</summary>
internal sealed record BatchCreateEnvelope
{
    /// <summary>The position of each item.</summary>
    public IReadOnlyList<RawItem>? Items { get; init; }
}

/// <summary>
/// The position of an item in a body. The item is skipped, not parsed: its bytes stay unchanged, and its content cannot
/// affect the rest of the batch.
/// </summary>
[JsonConverter(typeof(Converter))]
internal sealed record RawItem(int Start, int Length)
{
    /// <summary>Returns the item's bytes from the body in which it was found.</summary>
    public ReadOnlyMemory<byte> In(ReadOnlyMemory<byte> body) => body.Slice(Start, Length);

    private sealed class Converter : JsonConverter<RawItem>
    {
        // A null counts as an item, which the API refuses.
        public override bool HandleNull => true;

        public override RawItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // Offsets are relative to the start of the body, because the body is parsed in one piece.
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return new(start, (int)reader.BytesConsumed - start);
        }

        public override void Write(Utf8JsonWriter writer, RawItem value, JsonSerializerOptions options) =>
            throw new NotSupportedException("An item is only read.");
    }
}
