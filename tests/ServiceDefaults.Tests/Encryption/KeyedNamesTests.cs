using CsCheck;
using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Tests.Encryption;

public sealed class KeyedNamesTests
{
    private const string Secret = "a secret of more than thirty-two characters";

    [Fact]
    public void Of_OtherParts_IsAnotherName() =>
        Gen.Select(Gen.String.Array[0, 4], Gen.String.Array[0, 4]).Sample((one, other) =>
            one.AsSpan().SequenceEqual(other) == string.Equals(
                Names(Secret).Of(one), Names(Secret).Of(other), StringComparison.Ordinal));

    [Fact]
    public void Of_PartsWithTheSameConcatenation_AreDifferentNames()
    {
        var names = Names(Secret);

        Assert.NotEqual(names.Of("ab", "c"), names.Of("a", "bc"));
        Assert.NotEqual(names.Of("ab"), names.Of("ab", ""));
    }

    /// <summary>The names are stored in Redis: those of this version must equal those of earlier versions.</summary>
    [Fact]
    public void Of_ShortAndLongParts_AreTheNamesOfEarlierVersions()
    {
        Assert.Equal("nDo_HvkGmthy_dsFTR0uXA", Names(Secret).Of("one", "default", "patient", "\u00E9-1"));
        Assert.Equal("jRhlBVCQcZumjyruPyA8Qw", Names(Secret).Of("one", new string('x', 2000), ""));
    }

    [Fact]
    public void Of_AnotherSecretOrNone_IsAnotherName()
    {
        Assert.NotEqual(Names(Secret).Of("a"), Names(Secret + "!").Of("a"));
        Assert.NotEqual(Names(null).Of("a"), Names(null).Of("a"));
    }

    [Fact]
    public void Of_Anything_IsTwentyTwoCharactersThatAreSafeInKeys() => Gen.String.Sample(
        part => Names(Secret).Of(part) is { Length: 22 } name
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'));

    private static KeyedNames Names(string? secret) => new(Options.Create(new EncryptionOptions { NameKey = secret }));
}
