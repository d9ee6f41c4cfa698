using CsCheck;
using Microsoft.Net.Http.Headers;
using ServiceDefaults.Http;
using ServiceDefaults.Tests.Requests;

namespace ServiceDefaults.Tests.Http;

public sealed class IfNoneMatchTests
{
    private static readonly EntityTagHeaderValue Current = new("\"c\"");

    [Theory]
    [InlineData("*", true)]
    [InlineData("\"c\"", true)]
    [InlineData("W/\"c\"", true)]
    [InlineData(" \"b\" ,W/\"c\"\t", true)]
    [InlineData("\"b\"", false)]
    [InlineData("c", false)]
    [InlineData("", false)]
    [InlineData("W/  ", false)]
    [InlineData("\"c\", W/ \t", false)]
    public void Includes_AHeader_ComparesWeaklyAndIgnoresWhatIsInvalid(string header, bool expected) =>
        Assert.Equal(expected, IfNoneMatch.Includes(header, Current));

    [Fact]
    public void Includes_AnyText_NeverThrows() =>
        Gen.OneOf(
            Gen.String,
            Texts.OneOf("*", ",", "\"", "W/", "\\", "c", " ", "\t").Array[0, 8].Select(string.Concat))
            .Sample(header => { IfNoneMatch.Includes(header, Current); });
}
