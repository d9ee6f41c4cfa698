using CsCheck;
using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;

namespace ServiceDefaults.Tests.Caching;

/// <summary>The envelope of a copy: whatever the bytes are, they are a copy or nothing, and never an error.</summary>
public sealed class CachedResponseSerializerTests
{
    private static readonly Gen<CachedResponse> Copies = Gen.Select(
        Gen.DateTime.Select(time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))),
        Gen.String[1, 20].Where(text => text.EnumerateRunes().All(rune => rune.Value != 0xFFFD)),
        Gen.String[Gen.Char.AlphaNumeric, 22, 22].Array[0, 5],
        Gen.Byte.Array[0, 500],
        (asOf, version, subjects, payload) => new CachedResponse(asOf, version, subjects, payload));

    [Fact]
    public void TryRead_OfACopy_GivesItBack() => Copies.Sample(copy =>
    {
        var read = CachedResponseSerializer.TryRead(CachedResponseSerializer.Write(copy))!;
        return read.AsOf == copy.AsOf && string.Equals(read.Version, copy.Version, StringComparison.Ordinal)
            && read.Tags.SequenceEqual(copy.Tags, StringComparer.Ordinal)
            && read.Payload.Span.SequenceEqual(copy.Payload.Span);
    });

    [Fact]
    public void TryRead_OfAnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 200].Sample(bytes => _ = CachedResponseSerializer.TryRead(bytes), iter: 100_000);

    [Fact]
    public void TryRead_OfACopyCutOffAnywhere_NeverThrows() =>
        Gen.Select(Copies, Gen.Int[0, 600]).Sample((copy, length) =>
        {
            var bytes = CachedResponseSerializer.Write(copy);
            _ = CachedResponseSerializer.TryRead(bytes[..Math.Min(length, bytes.Length)]);
        });
}
