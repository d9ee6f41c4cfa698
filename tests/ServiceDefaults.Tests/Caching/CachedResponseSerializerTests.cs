using CsCheck;
using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;

namespace ServiceDefaults.Tests.Caching;

/// <summary>The serialized form: any bytes are a cached response or a miss, never an error.</summary>
public sealed class CachedResponseSerializerTests
{
    private static readonly Gen<CachedResponse> Responses = Gen.Select(
        Gen.DateTime.Select(time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))),
        Gen.String[1, 20].Where(text => text.EnumerateRunes().All(rune => rune.Value != 0xFFFD)),
        Gen.String[Gen.Char.AlphaNumeric, 22, 22].Array[0, 5],
        Gen.Byte.Array[0, 500],
        (asOf, version, tags, payload) => new CachedResponse(asOf, version, tags, payload));

    [Fact]
    public void TryRead_OfAWrittenResponse_ReturnsIt() => Responses.Sample(response =>
    {
        var read = CachedResponseSerializer.TryRead(CachedResponseSerializer.Write(response))!;
        return read.AsOf == response.AsOf && string.Equals(read.Version, response.Version, StringComparison.Ordinal)
            && read.Tags.SequenceEqual(response.Tags, StringComparer.Ordinal)
            && read.Payload.Span.SequenceEqual(response.Payload.Span);
    });

    [Fact]
    public void TryRead_OfAnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 200].Sample(bytes => _ = CachedResponseSerializer.TryRead(bytes), iter: 100_000);

    [Fact]
    public void TryRead_OfTruncatedData_NeverThrows() =>
        Gen.Select(Responses, Gen.Int[0, 600]).Sample((response, length) =>
        {
            var bytes = CachedResponseSerializer.Write(response);
            _ = CachedResponseSerializer.TryRead(bytes[..Math.Min(length, bytes.Length)]);
        });
}
