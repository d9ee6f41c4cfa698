using Aspire.Hosting;
using ServiceDefaults.ApiKeys;
using Testing;

namespace AppHost.LocalServers.Tests;

public sealed class DevelopmentApiKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string KeyFile => _folder["data/development-api-key"];

    [Fact]
    public void ReadOrCreate_Twice_ReturnsTheKeyOfTheFile()
    {
        var created = DevelopmentApiKey.ReadOrCreate(KeyFile, "development");

        Assert.Equal(created, DevelopmentApiKey.ReadOrCreate(KeyFile, "development"));
        Assert.Equal(created, File.ReadAllText(KeyFile));
        Assert.True(ApiKey.IsKey(created));
    }

    [Fact]
    public void ReadOrCreate_OnUnix_CreatesAFileForItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no mode of a file.");
            return;
        }

        DevelopmentApiKey.ReadOrCreate(KeyFile, "development");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public void ReadOrCreate_OfAFileWithoutAKey_ReplacesIt()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
        File.WriteAllText(KeyFile, "not a key");

        Assert.True(ApiKey.IsKey(DevelopmentApiKey.ReadOrCreate(KeyFile, "development")));
    }

    [Fact]
    public void IdOf_AKey_IsTheIdOfItsHashInTheGateway() =>
        Assert.Equal("k1", DevelopmentApiKey.IdOf(ApiKey.Create("k1").Value));

    [Fact]
    public void IdOf_AnInvalidKey_NamesTheSetting() => Assert.Contains(
        "Parameters:development-api-key is not an API key",
        Assert.Throws<DistributedApplicationException>(() => DevelopmentApiKey.IdOf("secret")).Message,
        StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();
}
