using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Testing;

/// <summary>A data directory and the server process on it.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    public const string Superuser = "postgres";

    // The shell reads from the pipe to the tests. It ends when they end in any way, kill -9 included, and ends
    // Postgres, too.
    private const string Supervisor = """
        "$@" & server=$!
        cat > /dev/null
        kill -INT $server; wait $server
        """;

    // The tests' own connections need no password; a role that a test creates has one, which is checked.
    private const string Doors = $"""
        host all {Superuser} 127.0.0.1/32 trust
        host all all 127.0.0.1/32 scram-sha-256
        """;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly PostgresBinaries _binaries;
    private readonly string _folder;
    private readonly StringBuilder _output = new();
    private Process? _process;

    private PostgresCluster(PostgresBinaries binaries, string folder) => (_binaries, _folder) = (binaries, folder);

    public int Port { get; } = FreePort();

    public bool HasExited => _process is { HasExited: true };

    /// <summary>The output of the server, for the message of a failure.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    private string Data => Path.Combine(_folder, "data");

    public static async Task<PostgresCluster> CreateAsync()
    {
        var binaries = PostgresBinaries.Find();
        var folder = Directory.CreateTempSubdirectory("patients-tests-").FullName;
        var cluster = new PostgresCluster(binaries, folder);
        await binaries.GiveAsync(folder);
        await CommandLine.RunAsync(binaries.Command(
            "initdb",
            "-D",
            cluster.Data,
            "-U",
            Superuser,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync"), folder);
        await File.WriteAllTextAsync(
            Path.Combine(cluster.Data, "pg_hba.conf"),
            Doors + Environment.NewLine,
            TestContext.Current.CancellationToken);
        return cluster;
    }

    public void Start()
    {
        // No durability: the data is temporary, and the tests are three times as fast.
        var postgres = _binaries.Command(
            "postgres",
            "-D",
            Data,
            "-p",
            $"{Port}",
            "-h",
            "127.0.0.1",
            "-k",
            "",
            "-F",
            "-c",
            "max_connections=200",
            "-c",
            "full_page_writes=off");
        var start = new ProcessStartInfo("/bin/sh", ["-c", Supervisor, "sh", .. postgres])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public async Task StopAsync()
    {
        if (_process is null)
        {
            return;
        }

        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(StopTimeout);
        await _process.WaitForExitAsync(deadline.Token);
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
