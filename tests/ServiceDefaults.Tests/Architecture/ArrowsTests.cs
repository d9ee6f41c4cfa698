using System.Text.RegularExpressions;
using Testing;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>
/// The folders of each project in dependency order: a folder depends only on those before it, so there are no cycles.
/// </summary>
public sealed partial class ArrowsTests
{
    // The compiler prevents cycles between projects.
    private static readonly IReadOnlyDictionary<string, string[]> Orders = new Dictionary<string, string[]>(
        StringComparer.Ordinal)
    {
        ["ServiceDefaults"] = ["Edge", "Telemetry"],
        ["ServiceDefaults.Resilience"] =
        [
            "Counting", "Globalization", "Settings", "GuideVariables", "ServiceIdentity", "Errors", "Requests",
            "Operators", "Idempotency", "Deadlines", "Bulkheads", "RateLimiting", "CircuitBreaking", "Retries",
            "Dependencies", "Timeouts", "Events", "Chaos", "Switches",
            "Monitoring", "Objectives", "Reporting", "Pipelines", "Http", "Health", "Draining", "Shedding",
            "Callers", "Encryption",
        ],
        ["ServiceDefaults.Authentication"] = ["Authorization", "Tokens", "ApiKeys", "ServiceTokens", "Bearer"],
        ["ServiceDefaults.Fallback"] = ["Coalescing", "Caching", "Fallback"],
        ["PatientApi"] =
        [
            "Model", "Errors", "Etags", "Data", "Idempotency", "Fhir", "Patients", "Views", "Listing", "Batch",
            "Import",
            "Audit", "Routing", "Documentation", "Hosting",
        ],
        ["PatientGateway"] =
        [
            "Documentation", "Routing", "Upstream", "Audit", "Operations", "Import", "Patients", "Batch",
        ],
    };

    public static TheoryData<string> Projects => [.. Orders.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_AreAllListed(string project)
    {
        var folders = Directory.GetDirectories(FolderOf(project)).Select(path => Path.GetFileName(path)!)
            .Where(name => name is not ("bin" or "obj" or "Properties")).ToList();
        var added = folders.Except(Orders[project], StringComparer.Ordinal).ToList();
        var removed = Orders[project].Except(folders, StringComparer.Ordinal).ToList();

        Assert.True(
            added.Count == 0,
            $"Add {string.Join(", ", added)} to the folders of {project} in this test, after those that it uses.");
        Assert.True(removed.Count == 0, $"Remove {string.Join(", ", removed)} from the folders of {project} here.");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_DependOnEarlierFoldersOnly(string project)
    {
        var order = Orders[project];
        var wrong = order.SelectMany(folder => UsedBy(project, folder)
            .Where(used => Array.IndexOf(order, used) > Array.IndexOf(order, folder))
            .Select(used => $"{folder} -> {used}"));

        Assert.Empty(wrong.Distinct(StringComparer.Ordinal));
    }

    private static bool IsService(string project) => !project.StartsWith("ServiceDefaults", StringComparison.Ordinal);

    private static string NamespaceOf(string project) => IsService(project) ? project : "ServiceDefaults";

    private static string FolderOf(string project) =>
        Path.Combine(Repository.Root, IsService(project) ? "" : "ServiceDefaults", project);

    private static IEnumerable<string> UsedBy(string project, string folder) =>
        Directory.EnumerateFiles(Path.Combine(FolderOf(project), folder), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Usings().Matches(File.ReadAllText(file)))
            .Where(match => string.Equals(match.Groups["root"].Value, NamespaceOf(project), StringComparison.Ordinal))
            .Select(match => match.Groups["folder"].Value)
            .Where(used => !string.Equals(used, folder, StringComparison.Ordinal));

    [GeneratedRegex(
        @"\b(?<root>ServiceDefaults|PatientApi|PatientGateway)\.(?<folder>[A-Z][A-Za-z]+)(?=[.;])",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Usings();
}
