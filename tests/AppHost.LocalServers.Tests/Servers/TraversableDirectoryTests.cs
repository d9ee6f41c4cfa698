using Testing;

namespace AppHost.LocalServers.Tests.Servers;

/// <summary>A temporary folder is accessible to its creator only, which is what these tests need.</summary>
public sealed class TraversableDirectoryTests : IDisposable
{
    private const string Advice = "Do something.";

    private readonly TemporaryFolder _closed = new();

    [Fact]
    public void CreateFor_UnderAFolderTheUserCannotEnter_ReturnsAnotherFolder()
    {
        SkipUnlessRoot();
        var user = new ServerUser("nobody");
        var wanted = _closed["data"];

        var folder = TraversableDirectory.CreateFor(user, wanted, Advice);

        try
        {
            Assert.False(user.CanReach(wanted));
            Assert.True(user.CanReach(folder));
            Assert.Equal(folder, TraversableDirectory.CreateFor(user, wanted, Advice));
            Assert.NotEqual(folder, TraversableDirectory.CreateFor(user, _closed["other"], Advice));
        }
        finally
        {
            Directory.Delete(folder);
            Directory.Delete(TraversableDirectory.CreateFor(user, _closed["other"], Advice));
        }
    }

    [Fact]
    public void CreateFor_UnderFoldersTheUserCanEnter_ReturnsTheFolderItself()
    {
        SkipUnlessRoot();
        TraversableDirectory.LetOthersPass(_closed.Path);
        var user = new ServerUser("nobody");

        Assert.Equal(_closed["data"], TraversableDirectory.CreateFor(user, _closed["data"], Advice));
    }

    [Fact]
    public void CanReach_OfAProgramThatIsNotExecutable_IsFalse()
    {
        SkipUnlessRoot();
        TraversableDirectory.LetOthersPass(_closed.Path);
        File.WriteAllText(_closed["program"], "");

        Assert.False(new ServerUser("nobody").CanReach(_closed["program"]));
    }

    public void Dispose() => _closed.Dispose();

    private static void SkipUnlessRoot() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root runs servers as another user.");
}
