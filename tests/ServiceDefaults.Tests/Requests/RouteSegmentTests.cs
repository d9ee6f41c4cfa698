using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ServiceDefaults.Requests;
using Testing;

namespace ServiceDefaults.Tests.Requests;

public sealed class RouteSegmentTests
{
    [Theory]
    [InlineData("/by/plain", "plain", "plain")]
    [InlineData("/by/a%2Fb", "a%2Fb", "a/b")]
    [InlineData("/by/a%2fb", "a%2fb", "a/b")]
    [InlineData("/by/a%252Fb", "a%2Fb", "a%2Fb")]
    [InlineData("/by/a%2Fb/", "a%2Fb", "a/b")]
    [InlineData("/by/a%2Fb?x=/y", "a%2Fb", "a/b")]
    [InlineData("http://host/by/a%2Fb", "a%2Fb", "a/b")]
    public void Decode_OfASegment_ReturnsTheDecodedText(string target, string routeValue, string expected) =>
        Assert.Equal(expected, RouteSegment.Decode(Request(target), routeValue));

    [Fact]
    public void Decode_OfAnyTextEncodedOnce_RoundTrips() => Gen.OneOf(
        Gen.String.Where(text => !text.Any(char.IsSurrogate)),
        Texts.OneOf("a", "/", "%", "2F", "%2f", "+", ".").Array[1, 6].Select(string.Concat))
        .Where(text => text.Length > 0)
        .Sample(text => string.Equals(
            text, RouteSegment.Decode(
                Request($"/by/{Uri.EscapeDataString(text)}"),
                text.Replace("/", "%2F", StringComparison.Ordinal)), StringComparison.Ordinal));

    // The server decodes everything except the slash, including characters that need no encoding.
    [Fact]
    public void Decode_OneTextInAnyEncoding_RoundTrips() => Gen.Select(
        Gen.OneOf(
            Gen.String.Where(text => !text.Any(char.IsSurrogate)),
            Texts.OneOf("a", "Z", "/", "%", "2F", "%2f", "+", "é", "😀").Array[1, 6].Select(string.Concat))
            .Where(text => text.Length > 0),
        Texts.OneOf("%2F", "%2f"),
        Gen.Int)
        .Sample((text, slash, seed) => string.Equals(
            text,
            RouteSegment.Decode(
                Request($"/by/{Spellings.PercentEncode(text, seed)}"),
                text.Replace("/", slash, StringComparison.Ordinal)),
            StringComparison.Ordinal));

    [Theory]
    [InlineData("/by/a%2Fb/.", "a%2Fb")]
    [InlineData("/by/a%2Fb/c/..", "a%2Fb")]
    public void Decode_OfAnAmbiguousPath_IsABadRequest(string target, string routeValue)
    {
        var failure = Assert.Throws<BadHttpRequestException>(() => RouteSegment.Decode(Request(target), routeValue));

        Assert.Equal(StatusCodes.Status400BadRequest, failure.StatusCode);
    }

    private static DefaultHttpContext Request(string target)
    {
        var http = new DefaultHttpContext();
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        return http;
    }
}
