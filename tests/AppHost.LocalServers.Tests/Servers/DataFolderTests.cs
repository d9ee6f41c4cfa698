using AppHost.LocalServers.Tests.Fixtures;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Testing;

namespace AppHost.LocalServers.Tests.Servers;

public sealed class DataFolderTests : IDisposable
{
    private static readonly ServerUser Myself = new(Name: null);

    private static readonly GenerateParameterDefault Generator = new() { MinLength = 32 };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Secret_ReadAgainAfterARestart_IsTheSame()
    {
        string first;
        using (var data = Open())
        {
            first = data.Secret("password", Generator);
        }

        using var again = Open();

        Assert.Equal(first, again.Secret("password", Generator));
        Assert.NotEqual(first, again.Secret("another", Generator));
        Assert.Equal(32, first.Length);
    }

    [Fact]
    public void Secret_WhenCreated_IsReadableByItsOwnerOnly()
    {
        using var data = Open();

        data.Secret("password", Generator);

        Assert.Equal(Rights.OwnersFile, Rights.Of(data.SecretFile("password")));
    }

    [Fact]
    public void Open_WhileAnotherProcessUsesTheFolder_ThrowsWithAdvice()
    {
        using var held = Open();

        var refused = Assert.Throws<DistributedApplicationException>(() => Open());

        Assert.Contains(_folder.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data-folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfAnExistingFolder_KeepsItsPermissions()
    {
        var before = Rights.Of(_folder.Path);

        using var data = Open();

        Assert.Equal(before, Rights.Of(_folder.Path));
    }

    [Fact]
    public void Open_WhereAFileExists_ThrowsThatTheFolderCannotBeCreated()
    {
        File.WriteAllText(_folder["file"], "");

        var refused = Assert.Throws<DistributedApplicationException>(() => Open("--data-folder", _folder["file"]));

        Assert.Contains("cannot be created", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    public void Open_OfAnEmptyPath_ThrowsAndNamesTheOption(string value)
    {
        var refused = Assert.Throws<DistributedApplicationException>(() => Open("--data-folder", value));

        Assert.Contains("needs a path", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_OfEphemeralData_DeletesIt()
    {
        var data = Open("--data", "ephemeral");
        data.Secret("password", Generator);
        data.Of("postgres");

        data.Dispose();

        Assert.False(Directory.Exists(data.Path));
        Assert.NotEqual(_folder.Path, data.Path);
    }

    public void Dispose() => _folder.Dispose();

    private DataFolder Open(params string[] arguments) =>
        DataFolder.Open(DistributedApplication.CreateBuilder(["--data-folder", _folder.Path, .. arguments]), Myself);
}
