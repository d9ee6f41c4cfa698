using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using PatientGateway.Audit;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.Encryption;
using Testing;

namespace PatientGateway.Tests.Audit;

/// <summary>A real gateway process is killed under load: at most the entries of the last second are lost.</summary>
public sealed class KilledGatewayTests : IDisposable
{
    private const string Secret = "the current payload secret of the tests!";
    private static readonly TimeSpan MostLost = TimeSpan.FromSeconds(1);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kill_UnderLoad_LosesAtMostTheLastSecond()
    {
        // The API serves reads and rejects audit entries: all of them are in the file.
        await using var api = await KestrelApi.StartAsync(async context =>
        {
            context.Response.StatusCode = HttpMethods.IsGet(context.Request.Method) ? 200 : 503;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                HttpMethods.IsGet(context.Request.Method) ? Samples.Patient : "{}", Token);
        });
        var port = FreePort();
        using var gateway = Start(api.Address, port);
        var answered = new ConcurrentQueue<(string Trace, DateTimeOffset At)>();
        try
        {
            using var caller = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") }.WithKey();
            await Eventually.IsTrueAsync(async () => await IsAliveAsync(caller));
            var load = LoadAsync(caller, answered);
            await Eventually.IsTrueAsync(() => answered.Count >= 200 && Span(answered) > 2 * MostLost);
            gateway.Kill();
            await load;
        }
        finally
        {
            gateway.Kill(entireProcessTree: true);
            await gateway.WaitForExitAsync(Token);
        }

        var killedAt = answered.Max(answer => answer.At);
        var recorded = Recorded();
        var lost = answered.Where(answer => !recorded.Contains(answer.Trace)).ToList();
        Assert.All(lost, answer => Assert.InRange(killedAt - answer.At, TimeSpan.Zero, MostLost));
        Assert.NotEmpty(recorded);
    }

    private static TimeSpan Span(ConcurrentQueue<(string Trace, DateTimeOffset At)> answered) =>
        answered.Max(answer => answer.At) - answered.Min(answer => answer.At);

    private static async Task LoadAsync(HttpClient caller, ConcurrentQueue<(string Trace, DateTimeOffset At)> answered)
    {
        while (true)
        {
            try
            {
                using var response = await caller.GetAsync(
                    new Uri($"{Gateway.Patients}/{Samples.Id}", UriKind.Relative), Token);
                response.EnsureSuccessStatusCode();
                answered.Enqueue(
                    (response.Headers.GetValues("X-Correlation-Id").Single(), TimeProvider.System.GetUtcNow()));
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    private HashSet<string> Recorded()
    {
        var cipher = new PayloadCipher(Options.Create(new EncryptionOptions { CurrentKey = Secret }));
        var folder = Assert.Single(AuditFolder.Adopt(_folder.Path));
        using var reader = new AuditFileReader(folder, cipher, new FakeLogger());
        var traces = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Peek() is { } block)
        {
            traces.UnionWith(AuditBlock.Read(block.Json).Entries.Select(entry => entry.TraceId).OfType<string>());
            reader.Acknowledge();
        }

        folder.Dispose();
        return traces;
    }

    private Process Start(Uri api, int port)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PatientGateway.dll")])
        {
            UseShellExecute = false,
        };
        var settings = Credentials.Settings.ToDictionary(StringComparer.Ordinal);
        settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        settings["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        settings["services:patient-api:http:0"] = $"{api}";
        settings["services:patient-api-readonly:http:0"] = $"{api}";
        settings["Audit:Folder"] = _folder.Path;
        settings["Encryption:CurrentKey"] = Secret;
        settings["Resilience:Defaults:RateLimit:Enabled"] = "false";
        settings["Resilience:Pipelines:patient-api:HealthProbe:Enabled"] = "false";
        settings["Logging:LogLevel:Default"] = "None";
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<bool> IsAliveAsync(HttpClient caller)
    {
        try
        {
            using var response = await caller.GetAsync(new Uri("/alive", UriKind.Relative), Token);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
