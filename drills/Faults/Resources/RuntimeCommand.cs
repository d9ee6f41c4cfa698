using System.Diagnostics;
using AppHost;
using Microsoft.Extensions.Configuration;

namespace Faults;

/// <summary>The command of the container runtime that Aspire uses.</summary>
public sealed class RuntimeCommand(IConfiguration configuration)
{
    private readonly string _command = ContainerRuntime.Command(configuration);

    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0.</exception>
    public void Run(params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(_command, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"'{_command} {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}.");
        }
    }
}
