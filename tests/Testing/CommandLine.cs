using System.Diagnostics;

namespace Testing;

/// <summary>Runs a program to its end.</summary>
internal static class CommandLine
{
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message holds what it
    /// printed.</exception>
    public static async Task RunAsync(string[] command, string workingDirectory)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{command[0]} ended with {process.ExitCode}:{Environment.NewLine}{await output}{await errors}");
        }
    }
}
