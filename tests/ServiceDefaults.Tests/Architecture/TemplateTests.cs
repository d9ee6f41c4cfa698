using System.Net;
using Testing;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>The folder as a template of <c>dotnet new</c>, installed where no other template is.</summary>
[Collection(nameof(NewService))]
public sealed class TemplateTests
{
    [Fact]
    public async Task Template_WithoutQueueing_BuildsAndServesHealth()
    {
        using var folder = await InstalledAsync();

        await NewAsync(folder, folder.Path, "--queueing", "false");

        Assert.Equal(Expected("ServiceDefaults.Queueing"), Created(folder.Path));
        var service = await NewService.CreateAsync(folder.Path);
        Assert.Equal(HttpStatusCode.OK, await service.HealthAsync());
    }

    [Fact]
    public async Task Template_WithAPartExcluded_OmitsItsFiles()
    {
        using var folder = await InstalledAsync();

        await NewAsync(folder, folder["all"], "--name", "Renamed");
        await NewAsync(folder, folder["kept"], "--redis", "false");
        await NewAsync(
            folder,
            folder["thin"],
            "--redis", "false", "--fallback", "false", "--queueing", "false", "--limits", "false",
            "--authentication", "false");

        Assert.Equal(Expected(), Created(folder["all"]));
        // All other parts need it.
        Assert.Equal(Expected(), Created(folder["kept"]));
        Assert.Equal(
            Expected(
                "ServiceDefaults.Redis",
                "ServiceDefaults.Fallback",
                "ServiceDefaults.Queueing",
                "ServiceDefaults.InboundLimits",
                "ServiceDefaults.Authentication"),
            Created(folder["thin"]));
    }

    private static async Task<TemporaryFolder> InstalledAsync()
    {
        var folder = new TemporaryFolder();
        await Dotnet.RunAsync(
            folder.Path, "new", "install", CopyableFolder.Path, "--debug:custom-hive", folder["hive"]);
        return folder;
    }

    private static Task<string> NewAsync(TemporaryFolder folder, string output, params string[] options) =>
        Dotnet.RunAsync(folder.Path, [
            "new",
            "resilient-servicedefaults",
            "--output",
            output,
            "--no-update-check",
            "--debug:custom-hive",
            folder["hive"],
            .. options
        ]);

    private static List<(string File, string Content)> Expected(params string[] without) =>
        Files(CopyableFolder.Path, file => file.Split(Path.DirectorySeparatorChar)[0] is var first
            && first != ".template.config" && !without.Contains(first));

    private static List<(string File, string Content)> Created(string output) => Files(
        Path.Combine(output, "ServiceDefaults"), _ => true);

    private static List<(string File, string Content)> Files(string folder, Func<string, bool> wanted) =>
        [.. CopyableFolder.SourcesIn(folder).Where(wanted)
            .Order(StringComparer.Ordinal).Select(file => (file, File.ReadAllText(Path.Combine(folder, file))))];
}
