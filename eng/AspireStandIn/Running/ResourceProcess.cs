using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.StandIn;

/// <summary>A process under the supervisor, which ends it when this process has died in whatever way.</summary>
internal sealed partial class ResourceProcess : IAsyncDisposable
{
    private const string Supervisor = "Supervisor.dll";
    private const int KeptLines = 30;
    private const int SigTerm = 15;

    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();
    private readonly Action<string> _print;
    private readonly Task _output;

    private ResourceProcess(Process process, Action<string> print)
    {
        _process = process;
        _print = print;
        _output = Task.WhenAll(PumpAsync(process.StandardOutput), PumpAsync(process.StandardError));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string LastLines
    {
        get
        {
            lock (_lastLines)
            {
                return string.Join(Environment.NewLine, _lastLines);
            }
        }
    }

    public static ResourceProcess Start(ResourceCommand command, Action<string> print)
    {
        var supervised = command.Arguments.Any(argument => Path.GetFileName(argument) == Supervisor);
        var start = supervised
            ? new ProcessStartInfo(command.FileName, command.Arguments)
            : new ProcessStartInfo(ResourceCommand.Dotnet,
                [Path.Combine(AppContext.BaseDirectory, Supervisor), "--owner", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "--", command.FileName, .. command.Arguments]);
        start.WorkingDirectory = command.WorkingDirectory;
        start.UseShellExecute = false;
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        foreach (var inherited in start.Environment.Keys.Where(IsOfTheBuild).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            var process = Process.Start(start) ?? throw new DistributedApplicationException($"'{command.FileName}' gave no process.");
            process.StandardInput.Close();
            return new ResourceProcess(process, print);
        }
        catch (Win32Exception failure)
        {
            throw new DistributedApplicationException($"'{start.FileName}' cannot be started in '{start.WorkingDirectory}': {failure.Message}", failure);
        }
    }

    /// <summary>Returns the exit code when the process has ended, by itself or because it was stopped.</summary>
    public async Task<int> RunToEndAsync(CancellationToken stop)
    {
        try
        {
            await _process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            Terminate();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        // A descendant that was left behind may hold the pipe open for as long as it lives.
        await Task.WhenAny(_output, Task.Delay(OutputGrace, CancellationToken.None));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Terminate();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    // The launcher's own settings and the build's are not the service's: the AppHost's address least of all.
    private static bool IsOfTheBuild(string variable) =>
        variable.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || variable.StartsWith("ASPIRE_", StringComparison.Ordinal) || variable is "DOTNET_LAUNCH_PROFILE" or "ASPNETCORE_URLS" or "DOTNET_CLI_TELEMETRY_SESSIONID";

    private void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill(entireProcessTree: true);
        }
        else
        {
            _ = Kill(_process.Id, SigTerm);
        }
    }

    private async Task PumpAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (_lastLines)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > KeptLines)
                {
                    _lastLines.Dequeue();
                }
            }

            _print(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}
