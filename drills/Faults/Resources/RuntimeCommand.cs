using System.Diagnostics;

namespace Faults;

/// <summary>The container runtime that Aspire uses.</summary>
/// <param name="command">The name of its program, such as <c>docker</c>.</param>
public sealed class RuntimeCommand(string command)
{
    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0.</exception>
    public void Run(params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"'{command} {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}.");
        }
    }
}
