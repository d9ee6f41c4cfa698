using AppHost.Infrastructure.Processes;
using AppHost.Infrastructure.Processes.Postgres;
using Aspire.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace AppHost.Tests.Infrastructure;

/// <summary>With the programs of a real Postgres, as a start would use them.</summary>
public sealed class PostgresClusterTests : IDisposable
{
    private readonly ServerUser _user;
    private readonly DataFolder _data;
    private readonly PostgresBinaries _binaries;
    private readonly PostgresCluster _cluster;

    public PostgresClusterTests()
    {
        var builder = DistributedApplication.CreateBuilder(["--data", "ephemeral"]);
        _user = ServerUser.Choose(builder.Configuration);
        _data = DataFolder.Open(builder, _user);
        _binaries = PostgresBinaries.Choose(builder, _user);
        _cluster = new PostgresCluster(_data, _user, "postgres");
    }

    [Fact]
    public async Task Prepare_OfAnEmptyFolder_CreatesADataDirectoryClosedToOthers()
    {
        await PrepareAsync();

        Assert.True(File.Exists(Path.Combine(_cluster.DataDirectory, "PG_VERSION")));
        Assert.Equal(["data"], Directory.EnumerateFileSystemEntries(_cluster.Folder).Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_cluster.DataDirectory));
        }
    }

    [Fact]
    public async Task Prepare_AfterAnInterruptedOne_StartsOver()
    {
        var half = Path.Combine(_cluster.Folder, "creating", "data");
        Directory.CreateDirectory(half);
        await File.WriteAllTextAsync(Path.Combine(half, "PG_VERSION"), "half", TestContext.Current.CancellationToken);

        await PrepareAsync();

        Assert.True(File.Exists(Path.Combine(_cluster.DataDirectory, "global", "pg_control")));
    }

    [Fact]
    public async Task Prepare_OfAnotherMajorVersionsData_NamesBothAndWhatToDo()
    {
        await PrepareAsync();
        await File.WriteAllTextAsync(Path.Combine(_cluster.DataDirectory, "PG_VERSION"), "9\n", TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(PrepareAsync);

        Assert.Contains("PostgreSQL 9,", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_binaries.Server, failure.Message, StringComparison.Ordinal);
        Assert.Contains("pg_upgrade", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_WithAPidFileLeftBehind_GoesOn()
    {
        await PrepareAsync();
        await File.WriteAllTextAsync(Path.Combine(_cluster.DataDirectory, "postmaster.pid"), $"{int.MaxValue}\n", TestContext.Current.CancellationToken);

        await PrepareAsync();
    }

    public void Dispose() => _data.Dispose();

    private async Task PrepareAsync()
    {
        await _binaries.FetchAsync(NullLogger.Instance, TestContext.Current.CancellationToken);
        await _cluster.PrepareAsync(_binaries, "secret", NullLogger.Instance, TestContext.Current.CancellationToken);
    }
}
