using AppHost.LocalServers.Postgres;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Testing;

namespace AppHost.LocalServers.Tests.Servers;

public sealed class SettingsTests
{
    private static readonly ServerUser Myself = new(Name: null);

    [Theory]
    [InlineData("processes", InfrastructureKind.Processes)]
    [InlineData("Containers", InfrastructureKind.Containers)]
    public void Kind_Configured_IsTheConfiguredOne(string configured, object expected) =>
        Assert.Equal(expected, InfrastructureSettings.Kind(
            DistributedApplication.CreateBuilder(["--infrastructure", configured]).Configuration));

    [Theory]
    [InlineData("cloud")]
    [InlineData("1")]
    [InlineData("")]
    public void Kind_Unknown_NamesTheValueAndTheAllowedOnes(string configured)
    {
        var refused = Assert.Throws<DistributedApplicationException>(() => InfrastructureSettings.Kind(
            DistributedApplication.CreateBuilder([$"--infrastructure={configured}"]).Configuration));

        Assert.Contains($"'{configured}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("containers or processes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_InTheUserSecretsOfContainers_IsIgnored()
    {
        using var secrets = new TemporaryFolder();
        File.WriteAllText(secrets["secrets.json"], """{"Parameters":{"postgres-password":"of-a-container"}}""");
        var builder = DistributedApplication.CreateBuilder([]);
        builder.Configuration.AddJsonFile(
            new PhysicalFileProvider(secrets.Path), "secrets.json", optional: false, reloadOnChange: false);

        Assert.Equal("of-a-container", builder.Configuration["Parameters:postgres-password"]);
        Assert.Null(builder.Configuration.SecretSetByHand("postgres-password"));
        builder.Configuration["Parameters:postgres-password"] = "by-hand";
        Assert.Equal("by-hand", builder.Configuration.SecretSetByHand("postgres-password"));
    }

    [Fact]
    public void PostgresPrograms_NotInTheNamedFolder_NamesFolderAndSetting()
    {
        var builder = DistributedApplication.CreateBuilder(["--Postgres:Binaries", "/no/such/folder"]);

        var refused = Assert.Throws<DistributedApplicationException>(() => PostgresPrograms.Choose(builder, Myself));

        Assert.Contains("'/no/such/folder'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Postgres:Binaries", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("no-such-user")]
    public void ServerUser_Unknown_ThrowsWithItsName(string configured)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root runs servers as another user.");

        var refused = Assert.Throws<DistributedApplicationException>(
            () => ServerUser.Choose(
                DistributedApplication.CreateBuilder(["--LocalServers:User", configured]).Configuration));

        Assert.Contains($"'{configured}'", refused.Message, StringComparison.Ordinal);
    }
}
