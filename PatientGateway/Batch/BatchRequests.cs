using System.Text.Json;
using System.Text.Json.Serialization;
using PatientApi.Contracts;

namespace PatientGateway.Batch;

/// <summary>Asks for several patients.</summary>
internal sealed record BatchGetRequest
{
    /// <summary>1 to 100 ids. One that is named twice is answered twice.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>Whether to get everything that is known of each.</summary>
    public bool IncludeDetails { get; init; }
}

/// <summary>Several patients to be created, as they are described to callers.</summary>
/// <param name="Items">1 to 100 patients, each as it would be sent alone.</param>
internal sealed record BatchCreateRequest(IReadOnlyList<PatientRequest> Items);

/// <summary>The same, as it is read here: what is in an item is for the API to judge, and only for that item.</summary>
internal sealed record BatchCreateEnvelope
{
    /// <summary>Where each item is.</summary>
    public IReadOnlyList<RawItem>? Items { get; init; }
}

/// <summary>Where in a body an item is, which is passed over and not read: nothing of it is lost, and however it is built, the batch around it is not in danger.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record RawItem(int Start, int Length)
{
    /// <summary>The item's bytes in the body in which it was found.</summary>
    public ReadOnlyMemory<byte> In(ReadOnlyMemory<byte> body) => body.Slice(Start, Length);

    private sealed class Converter : JsonConverter<RawItem>
    {
        // A null is an item as well, if one that the API will refuse.
        public override bool HandleNull => true;

        public override RawItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // From the beginning of the body, because that is read as one piece.
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return new(start, (int)reader.BytesConsumed - start);
        }

        public override void Write(Utf8JsonWriter writer, RawItem value, JsonSerializerOptions options) =>
            throw new NotSupportedException("An item is only read.");
    }
}
