using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Benchmarks.Proxies;

/// <summary>A server in a process of its own, on a free port of the loopback address.</summary>
internal sealed class ProxyProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ProxyProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>The processor time of the process so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="assembly">The program, in the folder of the benchmarks.</param>
    /// <param name="arguments">Its arguments, from the port.</param>
    /// <param name="settings">Its environment variables.</param>
    public static ProxyProcess Start(
        string assembly,
        Func<string, IEnumerable<string>> arguments,
        IReadOnlyDictionary<string, string>? settings = null)
    {
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        var address = new Uri($"http://127.0.0.1:{port}");
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments(port)])
        {
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new(Process.Start(start)!, address);
    }

    /// <exception cref="TimeoutException">The server did not answer with a success in time.</exception>
    public async Task WaitUntilItAnswersAsync(string path, string key)
    {
        using var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Add("X-API-Key", key);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < StartTimeout;)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await pause.WaitForNextTickAsync();
        }

        throw new TimeoutException($"{Address} did not answer within {StartTimeout}.");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
