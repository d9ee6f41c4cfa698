using Testing;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>House rules that no analyzer checks. An analyzer limits the length of methods (MA0051).</summary>
public sealed class HouseRulesTests
{
    private const int MaximumLines = 200;
    private const int MaximumColumns = 120;

    private static readonly string[] Code = [".cs", ".razor", ".css", ".js", ".sh"];

    private static readonly string[] NotOurs =
        ["artifacts", "bin", "obj", "Migrations", ".data", ".git", "node_modules"];

    private static readonly IReadOnlyList<FileInfo> Sources = [.. SourceFiles(new DirectoryInfo(Repository.Root))];

    [Fact]
    public void SourceFiles_Everywhere_FitIn200Lines() =>
        Assert.Empty(Sources.Where(source => File.ReadLines(source.FullName).Count() > MaximumLines).Select(NameOf));

    [Fact]
    public void CodeLines_Everywhere_FitIn120Columns() =>
        Assert.Empty(Sources.SelectMany(source => LongLines(source).Select(line => $"{NameOf(source)}:{line}")));

    [Fact]
    public void SourceFiles_OfTheRepository_AreFound() => Assert.NotEmpty(Sources);

    private static IEnumerable<int> LongLines(FileInfo source) =>
        File.ReadLines(source.FullName).Index().Where(line => line.Item.Length > MaximumColumns)
            .Select(line => line.Index + 1);

    private static string NameOf(FileInfo source) => Path.GetRelativePath(Repository.Root, source.FullName);

    private static IEnumerable<FileInfo> SourceFiles(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(file => Code.Contains(file.Extension)).Concat(
            folder.EnumerateDirectories().Where(child => !NotOurs.Contains(child.Name)).SelectMany(SourceFiles));
}
