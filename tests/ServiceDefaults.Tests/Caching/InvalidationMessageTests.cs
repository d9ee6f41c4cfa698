using CsCheck;
using ServiceDefaults.Caching.Internal;

namespace ServiceDefaults.Tests.Caching;

/// <summary>Invalidation messages between replicas, and foreign messages on the same channel.</summary>
public sealed class InvalidationMessageTests
{
    [Fact]
    public void TryRead_OfAnInvalidation_ReturnsTagAndTime() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 64], Gen.DateTime).Sample((tag, time) =>
        {
            var at = new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc));
            return InvalidationMessage.TryRead(InvalidationMessage.Write(tag, at)) == (tag, at.UtcTicks);
        });

    [Fact]
    public void TryRead_OfAnyBytes_NeverThrows() => Gen.Byte.Array[0, 100].Sample(
        bytes => _ = InvalidationMessage.TryRead(bytes), iter: 10_000);

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(73)]
    [InlineData(1_000_000)]
    public void TryRead_OfAnotherLength_IsFalse(int length) => Assert.Null(
        InvalidationMessage.TryRead(new byte[length]));
}
