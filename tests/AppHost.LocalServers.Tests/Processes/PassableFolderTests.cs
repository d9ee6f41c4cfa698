using AppHost.Infrastructure.Processes;
using Testing;

namespace AppHost.LocalServers.Tests.Processes;

/// <summary>A temporary folder is its maker's alone, which is just the trap.</summary>
public sealed class PassableFolderTests : IDisposable
{
    private const string Advice = "Do something.";

    private readonly TemporaryFolder _closed = new();

    [Fact]
    public void CreateFor_UnderAFolderThatKeepsTheUserOut_TakesOneTheUserCanEnter()
    {
        SkipUnlessRoot();
        var user = new ServerUser("nobody");
        var wanted = _closed["data"];

        var folder = PassableFolder.CreateFor(user, wanted, Advice);

        try
        {
            Assert.False(user.CanReach(wanted));
            Assert.True(user.CanReach(folder));
            Assert.Equal(folder, PassableFolder.CreateFor(user, wanted, Advice));
            Assert.NotEqual(folder, PassableFolder.CreateFor(user, _closed["other"], Advice));
        }
        finally
        {
            Directory.Delete(folder);
            Directory.Delete(PassableFolder.CreateFor(user, _closed["other"], Advice));
        }
    }

    [Fact]
    public void CreateFor_UnderFoldersTheUserCanPass_TakesTheFolderItself()
    {
        SkipUnlessRoot();
        PassableFolder.LetOthersPass(_closed.Path);
        var user = new ServerUser("nobody");

        Assert.Equal(_closed["data"], PassableFolder.CreateFor(user, _closed["data"], Advice));
    }

    [Fact]
    public void CanReach_OfAProgramThatIsNotExecutable_IsFalse()
    {
        SkipUnlessRoot();
        PassableFolder.LetOthersPass(_closed.Path);
        File.WriteAllText(_closed["program"], "");

        Assert.False(new ServerUser("nobody").CanReach(_closed["program"]));
    }

    public void Dispose() => _closed.Dispose();

    private static void SkipUnlessRoot() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root runs servers as another user.");
}
