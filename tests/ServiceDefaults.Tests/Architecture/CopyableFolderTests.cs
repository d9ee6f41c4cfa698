using System.Net;
using Testing;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>
/// The folder, or some of its parts, copied next to a web project, builds and serves requests after two calls are
/// added.
/// </summary>
[Collection(nameof(NewService))]
public sealed class CopyableFolderTests
{
    private const string CentralVersions = """
        <Project>
          <PropertyGroup>
            <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
          </PropertyGroup>
          <ItemGroup>
            <PackageVersion Include="Microsoft.AspNetCore.Authentication.JwtBearer" Version="10.0.0" />
            <PackageVersion Include="Microsoft.Extensions.Http.Resilience" Version="9.0.0" />
            <PackageVersion Include="OpenTelemetry.Exporter.OpenTelemetryProtocol" Version="1.9.0" />
            <PackageVersion Include="OpenTelemetry.Extensions.Hosting" Version="1.9.0" />
            <PackageVersion Include="OpenTelemetry.Instrumentation.AspNetCore" Version="1.9.0" />
            <PackageVersion Include="OpenTelemetry.Instrumentation.Http" Version="1.9.0" />
            <PackageVersion Include="Polly.Core" Version="8.4.0" />
            <PackageVersion Include="StackExchange.Redis" Version="2.8.0" />
          </ItemGroup>
        </Project>
        """;

    private const string StrictSettings = """
        <Project>
          <PropertyGroup>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <Nullable>disable</Nullable>
          </PropertyGroup>
        </Project>
        """;

    [Theory]
    [InlineData]
    [InlineData(
        "ServiceDefaults.Queueing",
        "ServiceDefaults.Fallback",
        "ServiceDefaults.InboundLimits",
        "ServiceDefaults.Redis",
        "ServiceDefaults.Authentication")]
    public async Task AddServiceDefaults_CopiedBesideNewWebProject_BuildsAndServesHealth(params string[] without)
    {
        using var folder = new TemporaryFolder();
        CopyableFolder.CopyTo(folder["ServiceDefaults"], without);

        var service = await NewService.CreateAsync(folder.Path);

        Assert.Equal(HttpStatusCode.OK, await service.HealthAsync());
    }

    [Fact]
    public async Task AddServiceDefaults_CopiedIntoRepositoryWithLowerCentralVersions_BuildsAndServesHealth()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder["Directory.Packages.props"], CentralVersions, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            folder["Directory.Build.props"], StrictSettings, TestContext.Current.CancellationToken);
        CopyableFolder.CopyTo(folder["ServiceDefaults"]);

        var service = await NewService.CreateAsync(folder.Path);

        Assert.Equal(HttpStatusCode.OK, await service.HealthAsync(analyzed: true));
    }
}
