using System.ComponentModel;
using System.Diagnostics;
using Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AppHost;

/// <summary>
/// Decides whether Postgres and Redis run as containers or as local processes, and returns the command of the container
/// runtime.
/// </summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    // Environment variables are part of the configuration. Aspire uses the runtime set here, else the first that
    // responds.
    private static readonly string[] Settings = ["ASPIRE_CONTAINER_RUNTIME", "DcpPublisher:ContainerRuntime"];
    private static readonly string[] Known = ["docker", "podman"];

    /// <summary>
    /// Returns true if Docker or Podman responds, which means containers; otherwise the servers run as processes.
    /// <c>--infrastructure containers|processes</c> overrides this; publishing always describes containers. The
    /// decision is made once per AppHost.
    /// </summary>
    public static bool UsesContainers(this IDistributedApplicationBuilder builder)
    {
        if (builder.Services.FirstOrDefault(service =>
            service.ServiceType == typeof(Decision))?.ImplementationInstance is Decision made)
        {
            return made.UsesContainers;
        }

        var decision = new Decision(InfrastructureSettings.Kind(builder.Configuration) switch
        {
            _ when builder.ExecutionContext.IsPublishMode => true,
            { } configured => configured == InfrastructureKind.Containers,
            null => Candidates(builder.Configuration).Any(IsResponding),
        });
        builder.Services.AddSingleton(decision);
        builder.Services.AddSingleton(_ => new RuntimeCommand(Command(builder.Configuration)));
        return decision.UsesContainers;
    }

    /// <summary>
    /// Returns the command of the runtime that Aspire uses: the configured one, else the first that responds.
    /// </summary>
    public static string Command(IConfiguration configuration)
    {
        var candidates = Candidates(configuration);
        return candidates.Length == 1 ? candidates[0] : candidates.FirstOrDefault(IsResponding) ?? Known[0];
    }

    private static string[] Candidates(IConfiguration configuration) =>
        Settings.Select(setting => configuration[setting]).FirstOrDefault(value =>
            !string.IsNullOrEmpty(value)) is { } configured ? [configured] : Known;

    private static bool IsResponding(string client)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(client, ["info"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true
            });
            process!.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(ProbeTimeout))
            {
                return process.ExitCode == 0;
            }

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            // The program is not installed.
            return false;
        }
    }

    private sealed record Decision(bool UsesContainers);
}
