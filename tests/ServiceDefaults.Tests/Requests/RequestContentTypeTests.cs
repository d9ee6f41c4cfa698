using CsCheck;
using ServiceDefaults.Requests;

namespace ServiceDefaults.Tests.Requests;

public sealed class RequestContentTypeTests
{
    private static readonly Gen<string> Space = Texts.OneOf("", " ", "\t", "  ");

    [Fact]
    public void IsJson_OneTypeInAnySpelling_IsTrue() => Gen.Select(
            Texts.OneOf("application/json", "Application/JSON", "application/fhir+json", "application/problem+Json"),
            Space,
            Texts.OneOf("charset", "Charset", "CHARSET"),
            Texts.OneOf("utf-8", "UTF-8", "\"utf-8\"", "\"Utf-8\"", "\"\\u\\t\\f-8\"", "us-ascii"),
            Texts.OneOf("", ";", "; a=b", ";a=\"charset=utf-16\""))
        .Sample((type, space, name, charset, more) => RequestContentType.IsJson(
            $"{type}{space};{space}{name}={charset}{more}"));

    [Fact]
    public void IsJson_OfAnotherCharset_IsFalse() => Gen.Select(
        Texts.OneOf("utf-16", "\"utf-16\"", "iso-8859-1", "utf-7", "\"utf-8 \""), Texts.OneOf("", "; charset=utf-8"))
        .Sample((charset, more) => !RequestContentType.IsJson($"application/json; charset={charset}{more}"));

    [Fact]
    public void IsJson_AnyText_NeverThrows() => Gen.OneOf(Gen.String, Texts.OneOf(
        "application/json", ";", "charset", "=", "\"", "\\", "utf-8", ",", " ").Array[0, 9].Select(string.Concat))
        .Sample(text => !RequestContentType.IsJson(text) || text.Contains("json", StringComparison.OrdinalIgnoreCase));
}
