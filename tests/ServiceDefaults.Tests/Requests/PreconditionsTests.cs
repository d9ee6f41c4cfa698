using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ServiceDefaults.Requests;

namespace ServiceDefaults.Tests.Requests;

public sealed class PreconditionsTests
{
    private const string Current = "\"c\"";

    private static readonly Gen<string> Tag = Texts.OneOf(Current, $"W/{Current}", "\"a\"", "W/\"b\"", "\"\"");
    private static readonly Gen<string[]> Tags = Gen.OneOf(Gen.Const((string[])["*"]), Tag.Array[1, 4]);

    [Fact]
    public void HoldFor_AnyTwoLists_FollowsTheRfc() =>
        Gen.Select(Tags.Null(), Tags.Null()).Sample((ifMatch, ifNoneMatch) =>
        {
            Assert.True(Preconditions.TryRead(Headers(ifMatch, ifNoneMatch), out var preconditions));

            var matches = ifMatch is null || ifMatch.Contains("*") || ifMatch.Contains(Current);
            var noneMatches = ifNoneMatch is null
                || !(ifNoneMatch.Contains("*") || ifNoneMatch.Contains(Current)
                    || ifNoneMatch.Contains($"W/{Current}"));
            Assert.Equal(matches && noneMatches, preconditions.HoldFor(tag => tag.Tag == Current));
            Assert.Equal(ifMatch is null, preconditions.HoldForAbsent);
            Assert.Equal(ifMatch is null && ifNoneMatch is null, preconditions.IsEmpty);
        });

    [Fact]
    public void TryRead_OneListInAnySpelling_ReturnsTheSame() =>
        Gen.Select(Tag.Array[1, 4], Texts.OneOf(",", ", ", " ,\t", ",,", " , ,")).Sample((tags, comma) =>
        {
            Assert.True(Preconditions.TryRead(Headers([string.Join(comma, tags)], ifNoneMatch: null), out var one));
            Assert.True(Preconditions.TryRead(Headers(tags, ifNoneMatch: null), out var lines));

            Assert.Equal(lines.HoldFor(tag => tag.Tag == Current), one.HoldFor(tag => tag.Tag == Current));
        });

    [Fact]
    public void TryRead_AnyText_NeverThrowsAndReturnsNothingForInvalidText() =>
        Gen.Select(Text.Null(), Text.Null()).Sample((ifMatch, ifNoneMatch) =>
        {
            var isRead = Preconditions.TryRead(
                Headers(ifMatch is null ? null : [ifMatch], ifNoneMatch is null ? null : [ifNoneMatch]),
                out var preconditions);

            Assert.Equal(!isRead || (ifMatch is null && ifNoneMatch is null), preconditions.IsEmpty);
        });

    [Theory]
    [InlineData("")]
    [InlineData("c")]
    [InlineData("\"c")]
    [InlineData("*, \"c\"")]
    [InlineData("\"c\" \"d\"")]
    [InlineData("'c'")]
    [InlineData("W/  ")]
    [InlineData("\"d\", W/ \t")]
    public void TryRead_OfAnInvalidList_IsFalse(string header)
    {
        Assert.False(Preconditions.TryRead(Headers([header], ifNoneMatch: null), out _));
        Assert.False(Preconditions.TryRead(Headers(ifMatch: null, [header]), out _));
    }

    private static Gen<string> Text => Gen.OneOf(
        Gen.String, Texts.OneOf("*", ",", "\"", "W/", "\\", "c", " ").Array[0, 8].Select(string.Concat));

    private static HeaderDictionary Headers(string[]? ifMatch, string[]? ifNoneMatch)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in ((string, string[]?)[])[("If-Match", ifMatch), ("If-None-Match", ifNoneMatch)])
        {
            if (value is not null)
            {
                headers[name] = new StringValues(value);
            }
        }

        return headers;
    }
}
