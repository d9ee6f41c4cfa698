using Microsoft.Extensions.Primitives;
using PatientGateway.Operations;

namespace PatientGateway.Tests.Operations;

public sealed class PreferHeaderTests
{
    private const int Seed = 7240;

    // None of these is the preference to be queued.
    private static readonly string[] Others =
        ["return=minimal", "wait=10", "foo=\"a, respond-async\"", "x=\"\\\", b\"", "respond-asyncs", ""];

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
    public void WantsToWait_OfAHeader_ReturnsThePreference(string? header, bool expected) => Assert.Equal(
        expected, PreferHeader.WantsToWait(header));

    [Fact]
    public void WantsToWait_OfAnyText_NeverThrows()
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

    /// <summary>
    /// RFC 7240, 2: the order of preferences, their case, white space, parameters and the split into header lines,
    /// which are joined by commas, say nothing about whether the caller prefers to wait.
    /// </summary>
    [Fact]
    public void WantsToWait_OfEquivalentHeaders_IsTheSame()
    {
        var random = new Random(Seed);
        var answers = new int[2];
        for (var round = 0; round < 20_000; round++)
        {
            string[] chosen = [.. random.GetItems(Others, random.Next(5))];
            var wants = random.Next(2) == 0;
            string[] preferences = wants ? [.. chosen, "respond-async"] : chosen;

            var plain = string.Join(',', preferences);
            var written = Rewrite(random, preferences);

            Assert.Equal(wants, PreferHeader.WantsToWait(plain));
            Assert.True(wants == PreferHeader.WantsToWait(written), $"Seed {Seed}: '{plain}' and '{written}'");
            answers[wants ? 1 : 0]++;
        }

        Assert.All(answers, count => Assert.InRange(count, 5_000, 15_000));
    }

    private static string Rewrite(Random random, string[] preferences)
    {
        string[] order = [.. preferences];
        random.Shuffle(order);
        List<string> lines = [];
        foreach (var preference in order.Select(preference => Decorate(random, preference)))
        {
            if (lines.Count == 0 || random.Next(3) == 0)
            {
                lines.Add(preference);
            }
            else
            {
                lines[^1] += $"{Blank(random)},{Blank(random)}{preference}";
            }
        }

        // As ASP.NET Core gives several lines to a parameter of a route.
        return new StringValues([.. lines]).ToString();
    }

    private static string Decorate(Random random, string preference)
    {
        var name = preference.Split('=')[0];
        var cased = string.Concat(
            name.Select(letter => random.Next(2) == 0 ? letter : char.ToUpperInvariant(letter)));
        string[] parameters = name.Length == 0
            ? [""]
            : ["", ";wait=10", $"{Blank(random)};{Blank(random)}foo", ";foo=\"a, b; respond-async\"", ";respond-async"];
        return $"{Blank(random)}{cased}{preference[name.Length..]}{parameters[random.Next(parameters.Length)]}"
            + Blank(random);
    }

    private static string Blank(Random random) => random.GetString(" \t", random.Next(3));
}
