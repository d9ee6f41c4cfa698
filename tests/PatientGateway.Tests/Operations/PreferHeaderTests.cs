using PatientGateway.Operations;

namespace PatientGateway.Tests.Operations;

public sealed class PreferHeaderTests
{
    private const int Seed = 7240;

    [Theory]
    [InlineData("respond-async", true)]
    [InlineData("Respond-Async", true)]
    [InlineData("  respond-async  ", true)]
    [InlineData("respond-async; wait=10", true)]
    [InlineData("respond-async=", true)]
    [InlineData("return=minimal, wait=10, respond-async", true)]
    [InlineData(",,respond-async,", true)]
    [InlineData("foo=\"a, b\", respond-async", true)]
    [InlineData("foo=\"a\\\", b\", respond-async", true)]
    [InlineData("foo=\"respond-async\"", false)]
    [InlineData("foo=\"a, respond-async, b\"", false)]
    [InlineData("foo=\"never ends, respond-async", false)]
    [InlineData("foo; respond-async", false)]
    [InlineData("respond-asynchronously", false)]
    [InlineData("respond async", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void WantsToWait_OfAHeader_IsWhatItSays(string? header, bool expected) => Assert.Equal(
        expected, PreferHeader.WantsToWait(header));

    [Fact]
    public void WantsToWait_OfAnything_NeverFails()
    {
        var random = new Random(Seed);
        string[] parts = [
            "respond-async", ",", ";", "=", "\"", "\\", " ", "\t", "wait", "10", "\0", "\u00e9", "\ud800"
        ];
        for (var round = 0; round < 20_000; round++)
        {
            var header = string.Concat(
                Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
            var wants = PreferHeader.WantsToWait(header);
            Assert.True(!wants || header.Contains("respond-async", StringComparison.Ordinal));
        }
    }
}
