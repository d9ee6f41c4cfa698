using System.Runtime.Versioning;
using AppHost.Infrastructure.Processes;
using Aspire.Hosting;
using Testing;

namespace AppHost.Tests.Infrastructure;

public sealed class DataFolderTests : IDisposable
{
    private static readonly ServerUser Myself = new(Name: null);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Open_WhileAnotherHoldsTheFolder_SaysWhatToDo()
    {
        using var first = Open();

        var failure = Assert.Throws<DistributedApplicationException>(Open);

        Assert.Contains(_folder.Path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("--data ephemeral", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AfterTheOtherHasGone_TakesTheFolder()
    {
        Open().Dispose();

        using var second = Open();

        Assert.Equal(_folder.Path, second.Path);
    }

    [Fact]
    public void Secret_ReadAgainByTheNextRun_IsTheSameAndOnlyTheOwners()
    {
        string secret;
        using (var first = Open())
        {
            secret = first.Secret("password");
        }

        using var second = Open();

        Assert.Equal(secret, second.Secret("password"));
        Assert.NotEqual(secret, second.Secret("another"));
        Assert.Equal(32, secret.Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["password.secret"]));
        }
    }

    [Fact]
    public void Dispose_OfEphemeralData_LeavesNothing()
    {
        var data = DataFolder.Open(DistributedApplication.CreateBuilder(["--data", "ephemeral"]), Myself);
        data.Secret("password");

        data.Dispose();

        Assert.False(Directory.Exists(data.Path));
    }

    [Fact]
    public void Reachable_UnderAFolderOnlyRootCanEnter_GivesOneTheServersCanReach()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Only where the AppHost is root do the servers run as another user.");
            return;
        }

        CloseToOthers(_folder.Path);
        var nobody = new ServerUser("nobody");
        var wanted = _folder["data"];

        var given = DataFolder.Reachable(wanted, nobody);

        Assert.NotEqual(wanted, given);
        Assert.True(nobody.CanReach(given));
        Assert.Equal(given, DataFolder.Reachable(wanted, nobody));
        Directory.Delete(given, recursive: true);
    }

    public void Dispose() => _folder.Dispose();

    [UnsupportedOSPlatform("windows")]
    private static void CloseToOthers(string folder) => File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private DataFolder Open() => DataFolder.Open(DistributedApplication.CreateBuilder(["--data-folder", _folder.Path]), Myself);
}
