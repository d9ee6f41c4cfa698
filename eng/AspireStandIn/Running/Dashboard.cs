using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.StandIn;

/// <summary>
/// The real Aspire dashboard, out of an npm package. Its address is given to the services from the beginning; it is itself
/// fetched and started when they are healthy, and holds up neither start nor end.
/// </summary>
internal sealed class Dashboard : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly string _manifest;
    private readonly string _folder;
    private readonly string _frontend;
    private ResourceProcess? _process;
    private Task<string>? _launch;

    private Dashboard(string appHostDirectory, string frontend, string otlp)
    {
        _manifest = Path.GetFullPath(Path.Combine(appHostDirectory, "..", "eng", "dashboard"));
        _folder = Path.GetFullPath(Path.Combine(appHostDirectory, "..", "artifacts", "dashboard"));
        _frontend = frontend;
        OtlpEndpoint = otlp;
    }

    public string OtlpEndpoint { get; }

    private string Program => Path.Combine(_folder, "node_modules", "@microsoft", "aspire-cli-linux-x64", "bin", "aspire");

    /// <summary>The dashboard to come; nothing, and a line that says why, where there will be none.</summary>
    public static Dashboard? Plan(IConfiguration configuration, StartedBy startedBy, string appHostDirectory, bool randomize)
    {
        if (startedBy.Has("--no-dashboard"))
        {
            return null;
        }

        var planned = new Dashboard(
            appHostDirectory,
            Address(configuration["ASPNETCORE_URLS"], randomize),
            Address(configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"], randomize));
        if (!File.Exists(planned.Program) && !(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64 && HasNpm()))
        {
            StandInConsole.Say("No dashboard: without Aspire's NuGet packages it comes by npm, for Linux on x64 only.");
            return null;
        }

        return planned;
    }

    /// <summary>Starts beside the services what is already here, so that it sees them start.</summary>
    public void StartIfFetched(CancellationToken stop)
    {
        if (File.Exists(Program))
        {
            _launch = LaunchAsync(stop);
        }
    }

    /// <summary>Sees to it that the dashboard runs, and says where.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        if (_launch is null && await FetchAsync(stop))
        {
            _launch = LaunchAsync(stop);
        }

        StandInConsole.Say(_launch is null ? "No dashboard could be fetched." : await _launch);
    }

    public async ValueTask DisposeAsync()
    {
        if (_launch is not null)
        {
            await _launch.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private async Task<string> LaunchAsync(CancellationToken stop)
    {
        _process = ResourceProcess.Start(
            new ResourceCommand(Program, ["dashboard", "run", "--frontend-url", _frontend, "--otlp-grpc-url", OtlpEndpoint, "--otlp-http-url", Address(configured: null, randomize: true), "--allow-anonymous", "--non-interactive", "--nologo"], _folder, new Dictionary<string, string>(StringComparer.Ordinal)),
            _ => { });
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stop))
        {
            if (_process.HasExited)
            {
                return $"No dashboard: it ended at once. {_process.LastLines}";
            }

            if (await AnswersAsync(client, stop))
            {
                return $"Dashboard: {_frontend}";
            }
        }

        return "No dashboard: it was stopped before it answered.";
    }

    private static string Address(string? configured, bool randomize)
    {
        var wanted = configured?.Split(';').Select(url => new Uri(url)).FirstOrDefault(url => url.Scheme == Uri.UriSchemeHttp);
        return wanted is not null && !randomize && Ports.IsFree(wanted.Port) ? $"http://localhost:{wanted.Port}" : $"http://localhost:{Ports.Free()}";
    }

    private static bool HasNpm() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, "npm")));

    private async Task<bool> AnswersAsync(HttpClient client, CancellationToken stop)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(_frontend), stop);
            return response.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException || (notYet is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task<bool> FetchAsync(CancellationToken stop)
    {
        StandInConsole.Say("Fetching the Aspire dashboard by npm, once and in the background.");
        Directory.CreateDirectory(_folder);
        foreach (var file in new[] { "package.json", "package-lock.json" })
        {
            File.Copy(Path.Combine(_manifest, file), Path.Combine(_folder, file), overwrite: true);
        }

        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = _folder, UseShellExecute = false })!;
            try
            {
                await npm.WaitForExitAsync(stop);
            }
            catch (OperationCanceledException)
            {
                npm.Kill(entireProcessTree: true);
                throw;
            }

            if (npm.ExitCode == 0 && File.Exists(Program))
            {
                return true;
            }

            StandInConsole.Say($"No dashboard: 'npm ci' in {_folder} ended with exit code {npm.ExitCode}.");
        }
        catch (Win32Exception missing)
        {
            StandInConsole.Say($"No dashboard: npm does not start ({missing.Message}).");
        }

        return false;
    }
}
