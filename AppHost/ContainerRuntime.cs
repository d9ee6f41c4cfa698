using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AppHost;

/// <summary>Decides whether Postgres and Redis run as containers or as processes of this machine.</summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Containers where Docker or Podman answers, processes otherwise. <c>--infrastructure containers|processes</c> overrides; publishing always
    /// describes containers. The decision is made once for an AppHost.
    /// </summary>
    public static bool UsesContainers(this IDistributedApplicationBuilder builder)
    {
        if (builder.Services.FirstOrDefault(service => service.ServiceType == typeof(Decision))?.ImplementationInstance is Decision made)
        {
            return made.UsesContainers;
        }

        var decision = new Decision(InfrastructureSettings.Kind(builder.Configuration) switch
        {
            _ when builder.ExecutionContext.IsPublishMode => true,
            { } asked => asked == InfrastructureKind.Containers,
            null => Answers("docker") || Answers("podman"),
        });
        builder.Services.AddSingleton(decision);
        return decision.UsesContainers;
    }

    private static bool Answers(string client)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(client, ["info"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
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
