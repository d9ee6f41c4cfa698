using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Testing;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>The promise of the folder: copy it beside a web project, add two calls, and it builds and answers.</summary>
public sealed partial class CopyableFolderTests(ITestOutputHelper output)
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            <ProjectReference Include="../ServiceDefaults/ServiceDefaults.csproj" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.Run();
        """;

    [Fact]
    public async Task AddServiceDefaults_CopiedBesideNewWebProject_BuildsAndAnswersHealth()
    {
        using var folder = new TemporaryFolder();
        CopySources(Path.Combine(Repository.Root, "ServiceDefaults"), folder["ServiceDefaults"]);
        Directory.CreateDirectory(folder["NewService"]);
        await File.WriteAllTextAsync(folder["NewService/NewService.csproj"], Project, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["NewService/Program.cs"], Program, TestContext.Current.CancellationToken);

        using (var build = Dotnet(folder["NewService"], "build", "--output", folder["out"], "-warnaserror"))
        {
            var printed = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            output.WriteLine(printed);
            await build.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(build.ExitCode == 0, printed);
        }

        using var service = Dotnet(folder["NewService"], folder["out/NewService.dll"], "--urls", "http://127.0.0.1:0");
        try
        {
            using var client = new HttpClient { BaseAddress = await ListeningAddressAsync(service) };
            using var health = await client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }
        finally
        {
            service.Kill(entireProcessTree: true);
            await service.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static void CopySources(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static Process Dotnet(string workingDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = workingDirectory, RedirectStandardOutput = true, UseShellExecute = false };
        // The test runner's own build leaves its traces in the environment; a newcomer's shell has none of them.
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    private static async Task<Uri> ListeningAddressAsync(Process service)
    {
        while (await service.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return new Uri(match.Groups["address"].Value);
            }
        }

        throw new InvalidOperationException("The new service ended before it listened.");
    }

    [GeneratedRegex("Now listening on: (?<address>http://[^ ]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
