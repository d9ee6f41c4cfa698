using System.Text;
using System.Text.Json;
using PatientApi.Contracts;
using PatientApi.Model;

namespace PatientApi.Tests.Patients;

/// <summary>
/// Random texts of letters that are known to be difficult: no rule fails on any text, and texts that are equal by one
/// rule stay equal by the next.
/// </summary>
public sealed class TextPropertyTests
{
    private const int Rounds = 20_000;

    private static readonly string[] Pieces =
    [
        "a", "B", "ı", "İ", "ß", "ẞ", "ς", "Σ", "ü", "u\u0308", "Ł", "Ø", "Đ", "Æ", "Þ", "ﬁ", "Ａ", "é", "e\u0301",
        "\u0301", "한", "\u1112\u1161\u11AB", "हि", "क्‍ष", "葛\U000E0100", "\uFA19", "\U0002F81A",
        "😀", "\uFDFA", "’", "'", "‐", "-", " ", "\u00A0", "\t", "\u200B", "\u200D", "\u200C", "\uFEFF", "\u00AD",
        "\u2028", "\u202E", "\u2066", "\u0000", "\u0085", "%", "_", "\\", "\"", "\u212B", "\u0344", "1", "½",
    ];

    [Fact]
    public void Trim_OfAnyText_IsIdempotentAndHasNoInvisibleEdge()
    {
        foreach (var text in Texts(seed: 1))
        {
            var trimmed = PatientText.Trim(text);

            Assert.Equal(trimmed, PatientText.Trim(trimmed));
            Assert.Equal(trimmed, PatientText.Trim($" \u200B{trimmed}\u00A0\uFEFF "));
            Assert.Contains(trimmed, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void NormalizeExternalId_OfAnyText_IsEqualForAllNormalForms()
    {
        foreach (var text in Texts(seed: 2))
        {
            var id = PatientText.NormalizeExternalId(text);

            Assert.Equal(id, PatientText.NormalizeExternalId(id));
            Assert.Equal(id, PatientText.NormalizeExternalId(text.Normalize(NormalizationForm.FormD)));
            Assert.Equal(id, PatientText.NormalizeExternalId(text.Normalize(NormalizationForm.FormC)));
        }
    }

    [Fact]
    public void Normalize_OfAnyText_IsEqualForBothFormsUnlessIdeographsDiffer()
    {
        foreach (var text in Texts(seed: 6))
        {
            var name = PatientText.Normalize(text);

            Assert.Equal(name, PatientText.Normalize(name));
            Assert.Equal(SearchKey.Of(text), SearchKey.Of(name));
            if (!text.Any(character => character is (>= '\uF900' and <= '\uFAFF') or '\uD87E'))
            {
                Assert.Equal(name, PatientText.Normalize(text.Normalize(NormalizationForm.FormD)));
                Assert.Equal(name, PatientText.NormalizeExternalId(text));
            }
        }
    }

    [Theory]
    [InlineData("\uFA19\u8C37", "\uFA19\u8C37")]
    [InlineData("e\u0301\uFA1Be\u0301", "\u00E9\uFA1B\u00E9")]
    [InlineData("\U0002F81A", "\U0002F81A")]
    [InlineData(" e\u0301\u200B", "\u00E9")]
    public void Normalize_OfAName_ComposesLettersAndKeepsIdeographs(string text, string expected) =>
        Assert.Equal(expected, PatientText.Normalize(text));

    // A fact and no theory, because an attribute cannot hold an unpaired surrogate.
    [Fact]
    public void Normalize_OfAnUnpairedSurrogate_KeepsItForTheValidation() =>
        Assert.Equal("e\u0301\uD800", PatientText.Normalize(" e\u0301\uD800"));

    [Fact]
    public void Of_AnyTextInAnotherSpelling_IsTheSameKey()
    {
        foreach (var text in Texts(seed: 3))
        {
            var key = SearchKey.Of(text);

            Assert.True(key.Length <= SearchKey.MaxLength);
            Assert.Equal(key, SearchKey.Of(key));
            Assert.Equal(key, SearchKey.Of(PatientText.Trim(text)));
            foreach (var form in (NormalizationForm[])[
                NormalizationForm.FormC, NormalizationForm.FormD, NormalizationForm.FormKC, NormalizationForm.FormKD
            ])
            {
                Assert.Equal(key, SearchKey.Of(text.Normalize(form)));
            }

            Assert.Equal(key, SearchKey.Of(text.ToUpperInvariant()));
            Assert.Equal(key, SearchKey.Of(text.ToLowerInvariant()));
        }
    }

    [Fact]
    public void Of_AnyPrefix_IsAPrefixOfTheKey()
    {
        foreach (var text in Texts(seed: 4))
        {
            // Not between a letter and its marks, or between the letters of one syllable: that would be another letter.
            var word = text.Split(' ')[0];

            Assert.StartsWith(SearchKey.Of(word), SearchKey.Of(text), StringComparison.Ordinal);
        }
    }

    // Every assigned character on its own: its cases and normal forms have one key.
    [Fact]
    public void Of_EveryLetter_IsTheSameInEitherCase()
    {
        var different = Enumerable.Range(0, 0x110000)
            .Where(Rune.IsValid).Select(value => new Rune(value)).Where(rune => Rune.IsLetter(rune)).Where(rune =>
        {
            var key = SearchKey.Of(rune.ToString());
            return !string.Equals(key, SearchKey.Of(Rune.ToUpperInvariant(rune).ToString()), StringComparison.Ordinal)
                || !string.Equals(key, SearchKey.Of(Rune.ToLowerInvariant(rune).ToString()), StringComparison.Ordinal)
                || !string.Equals(key, SearchKey.Of(key), StringComparison.Ordinal);
        });

        Assert.Empty(different.Select(rune => $"U+{rune.Value:X4}"));
    }

    [Fact]
    public void Of_BodyWithTrimmedTexts_IsTheSameCanonicalBody()
    {
        foreach (var text in Texts(seed: 5).Take(2000))
        {
            var canonical = CanonicalBody.Of(BodyWith(text)).ToArray();

            Assert.Equal(canonical, CanonicalBody.Of(BodyWith(PatientText.Trim(text))).ToArray());
            Assert.Equal(canonical, CanonicalBody.Of(canonical).ToArray());
            Assert.Equal(
                PatientText.Normalize(text),
                JsonDocument.Parse(canonical).RootElement.GetProperty("lastName").GetString());
            Assert.EndsWith(", \"n\":1.50}", Encoding.UTF8.GetString(canonical), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"firstName\":\"\\ud800 \"}")]
    [InlineData("{\"firstName\":\" x\"")]
    [InlineData("{\"firstName\":[\" x\"],\"lastName\":null}")]
    public void Of_BodyThatIsNoPatient_IsReturnedUnchanged(string body) =>
        Assert.Equal(Encoding.UTF8.GetBytes(body), CanonicalBody.Of(Encoding.UTF8.GetBytes(body)).ToArray());

    private static byte[] BodyWith(string lastName) => Encoding.UTF8.GetBytes(
        $$"""{ "details":{"firstName":" x "},"lastName":{{JsonSerializer.Serialize(lastName)}}, "n":1.50}""");

    private static IEnumerable<string> Texts(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            yield return string.Concat(random.GetItems(Pieces, random.Next(1, 12)));
        }
    }
}
