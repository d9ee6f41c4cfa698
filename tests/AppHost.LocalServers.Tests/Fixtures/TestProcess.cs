using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace AppHost.LocalServers.Tests.Fixtures;

/// <summary>A process of a test, with its output. It does not outlive the test.</summary>
internal sealed class TestProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private TestProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>The whole output, of both streams.</summary>
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

    public static TestProcess Start(string command, params IEnumerable<string> arguments) =>
        Start(new ProcessStartInfo(command, arguments));

    public static TestProcess Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        return new TestProcess(Process.Start(start)!);
    }

    /// <summary>Sends a signal by its name, as a user would.</summary>
    public void Signal(string name) =>
        Tool.Run("kill", ["-s", name, $"{Id}"], workingDirectory: "/").OrThrow("The signal was not sent");

    /// <summary>Kills several processes at once.</summary>
    public static void Kill(params int[] processes) => Tool.Run("kill", [
        "-s", "KILL", .. processes.Select(pid => $"{pid}")
    ], workingDirectory: "/").OrThrow("The processes were not killed");

    /// <summary>Types keys in the terminal of the process.</summary>
    public async Task WriteAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    public async Task<string> WaitForLineAsync(Func<string, bool> isWanted)
    {
        using var deadline = Deadline.Start();
        await foreach (var line in _lines.Reader.ReadAllAsync(deadline.Token))
        {
            if (isWanted(line))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"It never printed that line, but: {Output}");
    }

    /// <summary>Waits for the process to exit and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var deadline = Deadline.Start();
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        _lines.Writer.TryWrite(line);
    }
}
