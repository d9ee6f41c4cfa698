using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Testing;

/// <summary>A service in a separate process, which listens on a free port.</summary>
internal sealed partial class RunningService : IAsyncDisposable
{
    private readonly Process _process;

    private RunningService(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public int ExitCode => _process.ExitCode;

    public static async Task<RunningService> StartAsync(string assembly, IReadOnlyDictionary<string, string?> settings)
    {
        var process = ServiceStart.Start(assembly, settings);
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Read to the end: a process blocks once its unread output fills the pipe.
        process.OutputDataReceived += (_, output) =>
        {
            if (output.Data is null)
            {
                address.TrySetException(new InvalidOperationException($"{assembly} ended before it listened."));
            }
            else if (Listening().Match(output.Data) is { Success: true } match)
            {
                address.TrySetResult(new(match.Groups["address"].Value));
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, await address.Task.WaitAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Asks the process to stop, as an orchestrator does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public Task WaitForEndAsync() => _process.WaitForExitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    [GeneratedRegex(
        "Now listening on: (?<address>http://[^ ]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
