using System.Text;
using CsCheck;
using ServiceDefaults.Requests.Internal;
using Testing;

namespace ServiceDefaults.Tests.Requests;

public sealed class PercentEncodingTests
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [Fact]
    public void IsUtf8_AnyEncodedText_IsTrue() => Gen.String.Where(text => !text.Any(char.IsSurrogate))
        .Sample(
            text => PercentEncoding.IsUtf8($"/by/{Uri.EscapeDataString(text)}") && PercentEncoding.IsUtf8(Lower(text)));

    [Fact]
    public void IsUtf8_OneTextInAnyEncoding_IsTrue() => Gen.Select(
        Texts.OneOf("A", "z", "/", "%", "é", "€", "😀", "\u007F").Array[0, 8].Select(string.Concat), Gen.Int)
        .Sample((text, seed) => PercentEncoding.IsUtf8($"/by/{Spellings.PercentEncode(text, seed)}"));

    [Fact]
    public void IsUtf8_AnyBytes_AgreesWithADecoder() => Gen.Byte.Array[0, 6].Sample(bytes =>
        PercentEncoding.IsUtf8($"/{string.Concat(bytes.Select(value => $"%{value:X2}"))}/x") == IsText(bytes));

    [Fact]
    public void IsUtf8_AnyPath_NeverThrows() => Gen.OneOf(
        Gen.String, Texts.OneOf("%", "2", "F", "f", "/", "g", "é", "%C3", "%A9").Array[0, 12].Select(string.Concat))
        .Sample(path => PercentEncoding.IsUtf8(path) || path.Contains('%', StringComparison.Ordinal));

    private static string Lower(string text) => string.Concat(
        Encoding.UTF8.GetBytes(text).Select(value => $"%{value:x2}"));

    private static bool IsText(byte[] bytes)
    {
        try
        {
            Strict.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
