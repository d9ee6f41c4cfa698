using AppHost.LocalServers.Postgres;
using AppHost.LocalServers.Tests.Fixtures;
using Aspire.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Testing;

namespace AppHost.LocalServers.Tests.Servers;

public sealed class PostgresClusterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PostgresPrograms _binaries;
    private readonly PostgresCluster _cluster;

    public PostgresClusterTests()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        Assert.SkipUnless(InstalledPostgres.Folders(builder.Configuration)
            .Any(folder => File.Exists(Path.Combine(folder, "postgres"))), "No Postgres is installed.");
        TraversableDirectory.LetOthersPass(_folder.Path);
        var user = ServerUser.Choose(builder.Configuration);
        _binaries = PostgresPrograms.Choose(builder, user);
        _cluster = new PostgresCluster(_folder.Path, DataLifetime.Ephemeral, user);
    }

    [Fact]
    public async Task Prepare_AfterAnInterruptedOne_CreatesCompleteDataForItsOwnerOnly()
    {
        Directory.CreateDirectory(_folder["creating/data/base"]);
        await File.WriteAllTextAsync(_folder["creating/password"], "old", TestContext.Current.CancellationToken);

        await PrepareAsync();

        Assert.Equal(
            await MajorAsync(),
            (await File.ReadAllTextAsync(_folder["data/PG_VERSION"], TestContext.Current.CancellationToken)).Trim());
        Assert.Equal(Rights.OwnersFolder, Rights.Of(_cluster.DataDirectory));
        Assert.False(Directory.Exists(_folder["creating"]));
        var rules = File.ReadLines(_folder["data/pg_hba.conf"])
            .Where(line => line.StartsWith("host", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Assert.EndsWith("scram-sha-256", rule.TrimEnd(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prepare_OfDataOfAnotherMajorVersion_NamesBoth()
    {
        Directory.CreateDirectory(_cluster.DataDirectory);
        await File.WriteAllTextAsync(_folder["data/PG_VERSION"], "9\n", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<DistributedApplicationException>(PrepareAsync);

        Assert.Contains("is of PostgreSQL 9", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"is PostgreSQL {await MajorAsync()}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("pg_upgrade", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_OfAFolderWithOtherFiles_ThrowsAndChangesNothing()
    {
        Directory.CreateDirectory(_cluster.DataDirectory);
        await File.WriteAllTextAsync(_folder["data/letter.txt"], "dear", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<DistributedApplicationException>(PrepareAsync);

        Assert.Contains("not a data directory of Postgres", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["data/letter.txt"]));
    }

    [Fact]
    public async Task Prepare_WithThePidFileOfAnotherRunningProgram_RemovesIt()
    {
        await using var other = TestProcess.Start("sleep", "1000");
        await WriteDataAsync(other.Id, startedAt: DateTimeOffset.UnixEpoch.AddYears(50));

        await PrepareAsync();

        Assert.False(File.Exists(_folder["data/postmaster.pid"]));
    }

    [Fact]
    public async Task Prepare_WithThePidFileOfNoRunningProcess_KeepsIt()
    {
        await WriteDataAsync(int.MaxValue);

        await PrepareAsync();

        Assert.True(File.Exists(_folder["data/postmaster.pid"]));
    }

    [Fact]
    public async Task RefuseLostPassword_OfExistingData_NamesTheFile()
    {
        _cluster.RefuseLostPassword(_folder["postgres-password.secret"]);
        await WriteDataAsync(pid: 1);

        var refused = Assert.Throws<DistributedApplicationException>(
            () => _cluster.RefuseLostPassword(_folder["postgres-password.secret"]));

        Assert.Contains("postgres-password.secret", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task WriteDataAsync(int pid, DateTimeOffset startedAt = default)
    {
        Directory.CreateDirectory(_cluster.DataDirectory);
        await File.WriteAllTextAsync(
            _folder["data/PG_VERSION"], await MajorAsync(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            _folder["data/postmaster.pid"],
            $"{pid}\n{_cluster.DataDirectory}\n{startedAt.ToUnixTimeSeconds()}\n",
            TestContext.Current.CancellationToken);
    }

    private Task PrepareAsync() => _cluster.PrepareAsync(
        _binaries, "secret", NullLogger.Instance, TestContext.Current.CancellationToken);

    private Task<string> MajorAsync() => _binaries.MajorAsync(TestContext.Current.CancellationToken);
}
