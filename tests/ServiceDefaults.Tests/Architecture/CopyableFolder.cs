using Testing;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>The folder as a user copies it: its sources without build output.</summary>
internal static class CopyableFolder
{
    private static readonly string[] Built = ["bin", "obj"];

    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "ServiceDefaults");

    /// <summary>The source files of a folder, relative to it, including dot files.</summary>
    public static IEnumerable<string> SourcesIn(string folder) => Directory.EnumerateFiles(
        folder, "*", SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(folder, file))
        .Where(file => !file.Split(System.IO.Path.DirectorySeparatorChar).Any(Built.Contains));

    /// <summary>Does what <c>cp -r</c> does, without the excluded projects.</summary>
    public static void CopyTo(string folder, params string[] without)
    {
        foreach (var file in SourcesIn(Path).Where(
            file => !without.Contains(file.Split(System.IO.Path.DirectorySeparatorChar)[0])))
        {
            var copy = System.IO.Path.Combine(folder, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(System.IO.Path.Combine(Path, file), copy);
        }
    }
}
