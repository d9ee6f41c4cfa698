using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Testing;

namespace AppHost.LocalServers.Tests.Runs;

/// <summary>A start that cannot succeed exits with one line that says what to do.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    [Fact]
    public async Task Start_OnDataOfAnotherMajorVersion_ExitsWithOneLine()
    {
        Directory.CreateDirectory(_data["postgres/data"]);
        await File.WriteAllTextAsync(_data["postgres/data/PG_VERSION"], "9\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            _data["postgres-password.secret"], "secret", TestContext.Current.CancellationToken);
        await using var run = AppHostRun.Start(_data.Path);

        Assert.NotEqual(0, await run.Process.WaitForExitAsync());
        Assert.Contains("is of PostgreSQL 9", Assert.Single(run.Errors()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Postgres:Binaries", "/no/such/folder", "'/no/such/folder'")]
    [InlineData("--Redis:Server", "/no/such/program", "'/no/such/program'")]
    [InlineData("--PatientApi:Replicas", "0", "'0'")]
    [InlineData("--Parameters:postgres-password", "semi;colon", "Parameters:postgres-password")]
    [InlineData("--Parameters:redis-password", "it's", "Parameters:redis-password")]
    [InlineData("--Parameters:redis-password", "a space", "Parameters:redis-password")]
    [InlineData("--dataa", "ephemeral", "'--dataa' is not an option")]
    [InlineData("--no-dashboard", "true", "'--no-dashboard' is not an option")]
    public async Task Start_WithAnInvalidOption_ExitsWithOneLineThatNamesIt(string option, string value, string named)
    {
        await using var run = AppHostRun.Start(_data.Path, option, value);

        Assert.NotEqual(0, await run.Process.WaitForExitAsync());
        Assert.Contains(named, Assert.Single(run.Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithHelp_PrintsTheOptionsAndStartsNothing()
    {
        await using var run = AppHostRun.Start(_data.Path, "--help");

        Assert.Equal(0, await run.Process.WaitForExitAsync());
        Assert.All(
            AppHostOptions.All, option => Assert.Contains(option.Syntax, run.Process.Output, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_data["postgres"]));
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "the Aspire dashboard")]
    [InlineData("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "the dashboard's OTLP endpoint")]
    public async Task Start_WithAPortInUse_ExitsWithOneLineThatNamesPortAndListener(string setting, string listener)
    {
        using var taken = new TcpListener(IPAddress.Loopback, port: 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var run = AppHostRun.Start(
            _data.Path, environment => environment[setting] = $"http://localhost:{port}");

        Assert.NotEqual(0, await run.Process.WaitForExitAsync());
        var error = Assert.Single(run.Errors());
        Assert.Contains($"Port {port} of {listener} is taken", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAReadOnlyHome_ExitsWithOneLineWithin5Seconds()
    {
        var started = Stopwatch.GetTimestamp();
        await using var run = AppHostRun.Start(_data.Path, environment => environment["HOME"] = "/proc/no-home");

        Assert.NotEqual(0, await run.Process.WaitForExitAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains("'/proc/no-home'", Assert.Single(run.Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithADeadProxy_StillStarts()
    {
        await using var run = AppHostRun.Start(
            _data.Path,
            environment =>
            {
                foreach (var variable in (string[])["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"])
                {
                    environment[variable] = "http://127.0.0.1:9";
                }

                environment.Remove("NO_PROXY");
                environment.Remove("no_proxy");
            },
            "--DcpPublisher:RandomizePorts=true");

        await run.WaitForServersAsync();
        await Eventually.IsTrueAsync(() => ProcessTree.Orchestrators(run.Process.Id).SelectMany(ProcessTree.From).Any(
            pid => ProcessTree.CommandLine(pid)
                .Contains("PatientGateway", StringComparison.Ordinal)), TimeSpan.FromMinutes(2));
    }

    public void Dispose() => _data.Dispose();
}
