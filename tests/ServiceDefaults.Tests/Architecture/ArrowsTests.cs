using System.Text.RegularExpressions;
using Testing;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>The folders of ServiceDefaults in the order in which one may know another: only what comes before. So there are no circles.</summary>
public sealed partial class ArrowsTests
{
    private static readonly string[] Order =
    [
        "Counting", "Globalization", "Settings", "ServiceIdentity", "Errors", "Requests", "Idempotency", "Health", "Telemetry", "Deadlines", "Bulkheads", "RateLimiting", "CircuitBreaking", "Retries", "Timeouts", "Events", "Pipelines", "Http",
        "Callers", "Encryption", "Redis", "Coalescing", "Caching", "Fallback", "Queueing",
    ];

    private static readonly string Folder = Path.Combine(Repository.Root, "ServiceDefaults");

    [Fact]
    public void Folders_OfServiceDefaults_AreTheseAndNoOthers() => Assert.Equal(
        Order.Order(StringComparer.Ordinal),
        Directory.GetDirectories(Folder).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    [Fact]
    public void Folders_OfServiceDefaults_KnowOnlyThoseBeforeThem()
    {
        var wrong = Order.SelectMany(folder => UsedBy(folder).Where(used => Array.IndexOf(Order, used) > Array.IndexOf(Order, folder)).Select(used => $"{folder} -> {used}"));

        Assert.Empty(wrong.Distinct(StringComparer.Ordinal));
    }

    private static IEnumerable<string> UsedBy(string folder) => Directory.EnumerateFiles(Path.Combine(Folder, folder), "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => Usings().Matches(File.ReadAllText(file)).Select(match => match.Groups["folder"].Value))
        .Where(used => !string.Equals(used, folder, StringComparison.Ordinal));

    [GeneratedRegex(@"\bServiceDefaults\.(?<folder>[A-Z][A-Za-z]+)(?=[.;])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Usings();
}
