using AppHost.LocalServers.Redis;
using Aspire.Hosting;
using Testing;

namespace AppHost.LocalServers.Tests.Servers;

public sealed class RedisProgramTests : IDisposable
{
    private static readonly ServerUser Myself = new(Name: null);

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _installed = new();

    [Theory]
    [InlineData("redis-server")]
    [InlineData("valkey-server")]
    public void Choose_WithAServerInThePath_ReturnsIt(string name)
    {
        Install(name);

        Assert.Equal(InstalledRedis.DataKind, Choose().DataDirectoryName);
        Assert.Equal(_installed[name], Choose().CommandLine("server.conf").First());
    }

    [Fact]
    public void Choose_WithNoServerInThePath_ReturnsGarnet() => Assert.Equal(
        GarnetTool.DataKind, Choose().DataDirectoryName);

    [Fact]
    public void Choose_WithAServerInThePathButDataOfGarnet_ReturnsGarnet()
    {
        Install("redis-server");
        Directory.CreateDirectory(_folder["garnet"]);

        Assert.Equal(GarnetTool.DataKind, Choose().DataDirectoryName);
    }

    [Fact]
    public void Choose_WithDataOfAMissingServer_ThrowsWithAdvice()
    {
        Directory.CreateDirectory(_folder["redis"]);

        var refused = Assert.Throws<DistributedApplicationException>(() => Choose());

        Assert.Contains(_folder["redis"], refused.Message, StringComparison.Ordinal);
        Assert.Contains("Redis:Server", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_OfAnInvalidProgram_NamesItAndTheSetting()
    {
        var refused = Assert.Throws<DistributedApplicationException>(() => Choose("--Redis:Server", "/no/such/server"));

        Assert.Contains("'/no/such/server'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Redis:Server", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _installed.Dispose();
    }

    private IRedisProgram Choose(params string[] arguments) =>
        RedisProgram.Choose(
            DistributedApplication.CreateBuilder(["--PATH", _installed.Path, .. arguments]), Myself, _folder.Path);

    private void Install(string name) => File.WriteAllText(_installed[name], "");
}
