using System.Text.Json;
using Testing;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>
/// A clone below a folder that has build files of another project: the root ends every search, so the build reads none
/// of them.
/// </summary>
public sealed class ForeignParentTests
{
    private const string Foreign = "Foreign";

    private static readonly string[] BuildFiles = [".props", ".targets", ".csproj", ".rsp", ".config", ".sln"];

    private static readonly string[] EvaluateSolution =
        ["msbuild", "ReferenceApp.sln", "-t:ValidateSolutionConfiguration", "-verbosity:minimal"];

    private static readonly string[] NotOurs = ["artifacts", "bin", "obj", ".data", ".git", "node_modules"];

    /// <summary>The foreign files, and what each would do.</summary>
    private static readonly Dictionary<string, string> ParentFiles = new(StringComparer.Ordinal)
    {
        ["Directory.Build.props"] = Sets("BuildProps"),
        ["Directory.Build.targets"] = Sets("BuildTargets"),
        ["Directory.Packages.props"] = Sets("Packages"),
        ["Directory.Solution.props"] = Fails("SolutionProps"),
        ["Directory.Solution.targets"] = Fails("SolutionTargets"),
        ["Directory.Build.rsp"] = $"-p:{Foreign}Switches=true",
        ["global.json"] = """{ "sdk": { "version": "1.0.0", "rollForward": "disable" } }""",
        ["nuget.config"] = """
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="foreign" />
                <add key="http_proxy" value="http://foreign.invalid" />
              </config>
              <packageSources><clear /><add key="foreign" value="https://foreign.invalid/index.json" /></packageSources>
              <packageSourceMapping>
                <packageSource key="foreign"><package pattern="Polly.*" /></packageSource>
              </packageSourceMapping>
              <disabledPackageSources><add key="nuget.org" value="true" /></disabledPackageSources>
              <fallbackPackageFolders><add key="foreign" value="foreign" /></fallbackPackageFolders>
            </configuration>
            """,
    };

    [Fact]
    public async Task Project_BelowAFolderWithForeignFiles_IsEvaluatedWithoutThem()
    {
        using var parent = await CloneBelowForeignFilesAsync();

        var evaluated = JsonDocument.Parse(await Dotnet.RunAsync(
            parent["clone/PatientGateway"], "msbuild", "PatientGateway.csproj",
            "-getProperty:ForeignBuildProps,ForeignBuildTargets,ForeignPackages,ForeignSwitches,"
            + "ManagePackageVersionsCentrally,DiscoverGlobalAnalyzerConfigFiles"));

        Assert.Equal(
            [
                ("ForeignBuildProps", ""), ("ForeignBuildTargets", ""), ("ForeignPackages", ""),
                ("ForeignSwitches", ""),
                ("ManagePackageVersionsCentrally", "true"),
                // The compiler looks for .globalconfig in every folder above; no root ends that search.
                ("DiscoverGlobalAnalyzerConfigFiles", "false"),
            ],
            evaluated.RootElement.GetProperty("Properties")
                .EnumerateObject().Select(property => (property.Name, property.Value.GetString())));
    }

    [Fact]
    public async Task Restore_BelowAFolderWithForeignFiles_UsesOnlyTheSettingsOfTheRoot()
    {
        using var parent = await CloneBelowForeignFilesAsync();

        var settings = await Dotnet.RunAsync(parent["clone/PatientGateway"], "nuget", "config", "get", "all");

        Assert.Contains("https://api.nuget.org/v3/index.json", settings, StringComparison.Ordinal);
        Assert.DoesNotContain("foreign", settings, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Solution_BelowAFolderWithForeignFiles_RunsWithoutTheirTargets()
    {
        using var parent = await CloneBelowForeignFilesAsync();

        await Dotnet.RunAsync(parent["clone"], EvaluateSolution);
    }

    /// <summary>
    /// MSBuild searches the folders above a solution unless the file lies beside it; without it, the test above would
    /// fail.
    /// </summary>
    [Theory]
    [InlineData("Directory.Solution.props", "ForeignSolutionProps was read")]
    [InlineData("Directory.Solution.targets", "ForeignSolutionTargets was read")]
    public async Task Solution_WithoutAFileOfTheRoot_RunsTheForeignTarget(string file, string error)
    {
        using var parent = await CloneBelowForeignFilesAsync();
        File.Delete(parent[$"clone/{file}"]);

        using var process = Dotnet.Start(parent["clone"], EvaluateSolution);
        var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains(error, printed, StringComparison.Ordinal);
    }

    // A property of a solution cannot be queried, so the foreign files fail a target that runs first.
    private static string Fails(string file) =>
        $"<Project><Target Name=\"{Foreign}{file}\" BeforeTargets=\"ValidateSolutionConfiguration\">"
        + $"<Error Text=\"{Foreign}{file} was read\" /></Target></Project>";

    private static string Sets(string property) =>
        $"<Project><PropertyGroup><{Foreign}{property}>true</{Foreign}{property}></PropertyGroup></Project>";

    private static async Task<TemporaryFolder> CloneBelowForeignFilesAsync()
    {
        var parent = new TemporaryFolder();
        foreach (var (name, content) in ParentFiles)
        {
            await File.WriteAllTextAsync(parent[name], content, TestContext.Current.CancellationToken);
        }

        CopyBuildFiles(new DirectoryInfo(Repository.Root), parent["clone"]);
        return parent;
    }

    private static void CopyBuildFiles(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles()
            .Where(file => BuildFiles.Contains(file.Extension) || file.Name == "global.json"))
        {
            file.CopyTo(Path.Combine(to, file.Name));
        }

        foreach (var folder in from.EnumerateDirectories().Where(folder => !NotOurs.Contains(folder.Name)))
        {
            CopyBuildFiles(folder, Path.Combine(to, folder.Name));
        }
    }
}
