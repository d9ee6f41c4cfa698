using CsCheck;
using Microsoft.Extensions.Primitives;
using ServiceDefaults.Idempotency;

namespace ServiceDefaults.Tests.Idempotency;

public sealed class IdempotencyKeyTests
{
    [Fact]
    public void TryRead_NoHeader_IsNoKeyAndNoFault()
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
    public void TryRead_WhatIsNoKey_IsAFault(string value) => Assert.False(IdempotencyKey.TryRead(value, out _));

    [Fact]
    public void TryRead_TwoValues_IsAFault() => Assert.False(IdempotencyKey.TryRead(new StringValues(["a", "b"]), out _));

    [Fact]
    public void TryRead_VisibleAsciiOfUpTo255_IsTheKey() => Gen.Char['!', '~'].Array[1, IdempotencyKey.MaxLength].Select(letters => new string(letters))
        .Sample(text => IdempotencyKey.TryRead(text, out var key) && string.Equals(key, text, StringComparison.Ordinal));

    [Fact]
    public void IsValid_AnyText_NeverThrows() => Gen.String.Sample(text => IdempotencyKey.IsValid(text) == (text.Length is >= 1 and <= 255 && text.All(letter => letter is >= '!' and <= '~')));

    [Fact]
    public void Create_Twice_MakesTwoValidKeys()
    {
        var (first, second) = (IdempotencyKey.Create(), IdempotencyKey.Create());

        Assert.NotEqual(first, second);
        Assert.True(IdempotencyKey.IsValid(first));
    }

    [Fact]
    public void Derive_OtherParts_GivesOtherKeysAndTheSameForTheSame()
    {
        string[] keys = [IdempotencyKey.Derive("k", "batch", 1), IdempotencyKey.Derive("k", "batch", 11), IdempotencyKey.Derive("1:k", "batch", 1), IdempotencyKey.Derive("k", "batch1", 1)];

        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(keys[0], IdempotencyKey.Derive("k", "batch", 1));
        Assert.All(keys, key => Assert.True(IdempotencyKey.IsValid(key)));
    }
}
