using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Testing;

/// <summary>A real Prometheus of the test, on a free port of 127.0.0.1.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly Process _process;
    private readonly HttpClient _client;

    private PrometheusServer(string program, string configuration)
    {
        var port = FreePort();
        _client = new() { BaseAddress = new($"http://127.0.0.1:{port}") };
        _process = Process.Start(new ProcessStartInfo(
            program,
            [
                $"--config.file={configuration}", $"--storage.tsdb.path={_data.Path}",
                $"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
            ])
        { UseShellExecute = false })!;
    }

    public static async Task<PrometheusServer> StartAsync(string configuration)
    {
        var server = new PrometheusServer(await PrometheusPrograms.FindAsync("prometheus"), configuration);
        await Eventually.IsTrueAsync(server.IsReadyAsync);
        return server;
    }

    /// <summary>The current series of an expression.</summary>
    /// <exception cref="InvalidOperationException">The expression is invalid.</exception>
    public async Task<IReadOnlyList<PrometheusSample>> QueryAsync(string expression)
    {
        var data = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}");
        return [.. data["result"]!.AsArray().Select(sample => new PrometheusSample(
            sample!["metric"]!.AsObject().ToDictionary(
                label => label.Key, label => (string)label.Value!, StringComparer.Ordinal),
            double.Parse((string)sample["value"]![1]!, System.Globalization.CultureInfo.InvariantCulture)))];
    }

    /// <summary>The expressions of the rules, by name, of the kind <c>alerting</c> or <c>recording</c>.</summary>
    public async Task<IReadOnlyList<(string Name, string Expression)>> RulesAsync(string kind) =>
        [.. (await GetAsync("/api/v1/rules"))["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray())
            .Where(rule => (string?)rule!["type"] == kind)
            .Select(rule => ((string)rule!["name"]!, (string)rule["query"]!))];

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _client.Dispose();
        _data.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _client.GetAsync("/-/ready", TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            return false;
        }
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        return answer!["data"] ?? throw new InvalidOperationException($"{path}: {answer["error"]}");
    }
}

/// <summary>A series and its value.</summary>
internal sealed record PrometheusSample(IReadOnlyDictionary<string, string> Labels, double Value);
