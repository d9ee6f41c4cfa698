using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace AppHost.Tests.Fixtures;

/// <summary>The command of the container runtime that Aspire uses.</summary>
internal sealed class RuntimeCommand(IConfiguration configuration)
{
    private readonly string _command = ContainerRuntime.Command(configuration);

    /// <summary>Runs it to its end, which must be a good one.</summary>
    public void Run(params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(_command, arguments);
        process.WaitForExit();
        Assert.True(
            process.ExitCode == 0,
            $"'{_command} {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}.");
    }
}
