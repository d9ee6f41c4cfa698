using Testing;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>
/// Rules of the house that no analyzer knows. The length of methods is one that an analyzer does (MA0051).
/// </summary>
public sealed class HouseRulesTests
{
    private const int MaximumLines = 200;

    private static readonly string[] NotOurs = [
        "artifacts", "bin", "obj", "Migrations", ".data", ".git", "node_modules"
    ];

    [Fact]
    public void SourceFiles_Everywhere_FitIn200Lines()
    {
        var sources = SourceFiles(new DirectoryInfo(Repository.Root)).ToList();

        Assert.NotEmpty(sources);
        Assert.DoesNotContain(sources, source => File.ReadLines(source.FullName).Count() > MaximumLines);
    }

    private static IEnumerable<FileInfo> SourceFiles(DirectoryInfo folder) =>
        folder.EnumerateFiles("*.cs").Concat(
            folder.EnumerateDirectories().Where(child => !NotOurs.Contains(child.Name)).SelectMany(SourceFiles));
}
