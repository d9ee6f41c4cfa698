using System.ComponentModel;
using System.Diagnostics;

namespace AppHost.LocalServers;

/// <summary>Runs a program to its end and returns its output.</summary>
internal static class Tool
{
    public static Result Run(string command, IReadOnlyList<string> arguments, string workingDirectory) =>
        RunAsync(command, arguments, workingDirectory, CancellationToken.None).GetAwaiter().GetResult();

    public static async Task<Result> RunAsync(
        string command, IReadOnlyList<string> arguments, string workingDirectory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                await process.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return new Result(command, process.ExitCode, await output + await errors);
        }
        catch (Win32Exception missing)
        {
            return new Result(command, ExitCode: 127, missing.Message);
        }
    }

    /// <summary>Exit code and output of a program.</summary>
    internal sealed record Result(string Command, int ExitCode, string Output)
    {
        public Result OrThrow(string consequence) => ExitCode == 0
            ? this
            : throw new DistributedApplicationException(
                $"{consequence}: '{Command}' ended with exit code {ExitCode}. {LastLines()}");

        private string LastLines() => string.Join(
            ' ',
            Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(4));
    }
}
