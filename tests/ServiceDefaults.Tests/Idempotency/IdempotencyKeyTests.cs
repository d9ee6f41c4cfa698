using CsCheck;
using Microsoft.Extensions.Primitives;
using ServiceDefaults.Idempotency;

namespace ServiceDefaults.Tests.Idempotency;

public sealed class IdempotencyKeyTests
{
    private static readonly Gen<string> Bare = Gen.Char['!', '~'].Array[1, IdempotencyKey.MaxLength].Select(
        letters => new string(letters)).Where(text => text[0] != '"');

    [Fact]
    public void TryRead_NoHeader_IsNoKeyAndNoError()
    {
        Assert.True(IdempotencyKey.TryRead(StringValues.Empty, out var key));
        Assert.Null(key);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a\u007f")]
    [InlineData("\u00e9")]
    public void TryRead_InvalidKey_IsAnError(string value) => Assert.False(IdempotencyKey.TryRead(value, out _));

    [Fact]
    public void TryRead_TwoValues_IsAnError() => Assert.False(
        IdempotencyKey.TryRead(new StringValues(["a", "b"]), out _));

    [Fact]
    public void TryRead_VisibleAsciiOfUpTo255_IsTheKey() => Bare
        .Sample(
            text => IdempotencyKey.TryRead(text, out var key) && string.Equals(key, text, StringComparison.Ordinal));

    [Fact]
    public void TryRead_TheSameKeyInQuotes_IsTheSameKey() => Bare.Sample(text =>
        IdempotencyKey.TryRead(Quoted(text), out var key) && string.Equals(key, text, StringComparison.Ordinal)
            && IdempotencyKey.StoredForms(key!).SequenceEqual([text, Quoted(text)]));

    [Fact]
    public void TryRead_AnyQuotedString_RoundTrips() =>
        Gen.Char[' ', '~'].Array[1, 120].Select(letters => Quoted(new string(letters))).Sample(text =>
            IdempotencyKey.TryRead(text, out var key) && IdempotencyKey.TryRead(key, out var again)
                && string.Equals(key, again, StringComparison.Ordinal)
            && (IdempotencyKey.IsValid(key) || string.Equals(key, text, StringComparison.Ordinal))
            && IdempotencyKey.StoredForms(key!).Contains(text, StringComparer.Ordinal));

    [Fact]
    public void TryRead_TwoQuotedStrings_AreEqualOnlyIfTheStringsAre() =>
        Gen.Select(Gen.Char[' ', '#'].Array[1, 3], Gen.Char[' ', '#'].Array[1, 3])
            .Select((one, other) => (new string(one), new string(other))).Sample((one, other) =>
            IdempotencyKey.TryRead(Quoted(one), out var first) && IdempotencyKey.TryRead(Quoted(other), out var second)
            && string.Equals(first, second, StringComparison.Ordinal) == string.Equals(
                one, other, StringComparison.Ordinal));

    [Fact]
    public void TryRead_AnyText_NeverThrowsAndReturnsAValidHeaderValue() => Gen.OneOf(
        Gen.String,
        Gen.Char['\t', '\u007f'].Array[0, 300].Select(letters => new string(letters)),
        Gen.String.Select(text => $"\"{text}\""))
        .Sample(text => !IdempotencyKey.TryRead(text, out var key) || (key is
        {
            Length: >= 1
            and <= IdempotencyKey.MaxLength
        } && key.All(letter => letter is >= ' ' and <= '~')));

    [Fact]
    public void Create_Twice_ReturnsTwoValidKeys()
    {
        var (first, second) = (IdempotencyKey.Create(), IdempotencyKey.Create());

        Assert.NotEqual(first, second);
        Assert.True(IdempotencyKey.IsValid(first));
    }

    [Fact]
    public void Derive_Parts_IsDeterministicAndDiffersByPart()
    {
        string[] keys = [
            IdempotencyKey.Derive("k", "batch", 1),
            IdempotencyKey.Derive("k", "batch", 11),
            IdempotencyKey.Derive("1:k", "batch", 1),
            IdempotencyKey.Derive("k", "batch1", 1)
        ];

        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(keys[0], IdempotencyKey.Derive("k", "batch", 1));
        Assert.All(keys, key => Assert.True(IdempotencyKey.IsValid(key)));
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
