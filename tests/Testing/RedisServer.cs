using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Testing;

/// <summary>
/// A real server of the Redis protocol of the test's own, on a free port of 127.0.0.1: redis-server or valkey-server
/// where one is installed, Garnet otherwise. <c>TEST_REDIS</c> names a program instead. It keeps its data over a
/// restart.
/// </summary>
public sealed class RedisServer : IAsyncLifetime
{
    private const string Password = "a password of the tests";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort();
    private Process? _process;

    /// <summary>The connection string.</summary>
    public string ConnectionString => $"127.0.0.1:{_port},password={Password}";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Starts the server with its previous data, and waits until it responds.</summary>
    public async Task StartAsync()
    {
        var program = await RedisPrograms.FindAsync();
        var configuration = Path.Combine(_folder.Path, "server.conf");
        await File.WriteAllTextAsync(
            configuration, program.Configuration(_port, Password, _folder.Path), TestContext.Current.CancellationToken);
        _process = Process.Start(new ProcessStartInfo(program.File, [.. program.Arguments, configuration])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var deadline = new CancellationTokenSource(StartTimeout);
        while (!await AnswersAsync(deadline.Token))
        {
            if (_process.HasExited || deadline.IsCancellationRequested)
            {
                throw new InvalidOperationException($"{program.File} did not start.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
        }
    }

    /// <summary>Kills the server, as a crash does.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Freezes the server: connections stay open, and no command gets a reply.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Resumes the server.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(
            "kill", [$"-{signal}", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port, cancellationToken);
            await using var stream = client.GetStream();
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes($"*2\r\n$4\r\nAUTH\r\n${Password.Length}\r\n{Password}\r\n*1\r\n$4\r\nPING\r\n"),
                cancellationToken);
            using var reader = new StreamReader(stream);
            return await reader.ReadLineAsync(cancellationToken) == "+OK"
                && await reader.ReadLineAsync(cancellationToken) == "+PONG";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
