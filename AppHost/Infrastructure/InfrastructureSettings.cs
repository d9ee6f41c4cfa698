using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace AppHost.Infrastructure;

internal enum InfrastructureKind
{
    Containers,
    Processes,
}

internal enum DataLifetime
{
    Persistent,
    Ephemeral,
}

/// <summary>The AppHost's own settings, refused with what is allowed when they are not understood.</summary>
internal static class InfrastructureSettings
{
    private const int MaximumReplicas = 10;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    public static InfrastructureKind Kind(IDistributedApplicationBuilder builder)
    {
        var asked = Read<InfrastructureKind>(builder.Configuration, "infrastructure");
        if (builder.ExecutionContext.IsPublishMode)
        {
            return InfrastructureKind.Containers;
        }

        return asked ?? (AnswersContainerRuntime("docker") || AnswersContainerRuntime("podman") ? InfrastructureKind.Containers : InfrastructureKind.Processes);
    }

    public static DataLifetime Data(IConfiguration configuration) => Read<DataLifetime>(configuration, "data") ?? DataLifetime.Persistent;

    /// <summary>How many instances of a service to run: <c>{service}:Replicas</c>, 1 unless set.</summary>
    public static int GetReplicas(this IConfiguration configuration, string service)
    {
        var key = $"{service}:Replicas";
        return configuration[key] switch
        {
            null => 1,
            var text when int.TryParse(text, out var replicas) && replicas is >= 1 and <= MaximumReplicas => replicas,
            var text => throw new DistributedApplicationException($"'{text}' is no value for {key}: give a whole number from 1 to {MaximumReplicas}."),
        };
    }

    private static T? Read<T>(IConfiguration configuration, string key) where T : struct, Enum
    {
        if (configuration[key] is not { } text)
        {
            return null;
        }

        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new DistributedApplicationException($"'{text}' is no value for --{key}: use {string.Join(" or ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}.");
    }

    private static bool AnswersContainerRuntime(string client)
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
            // No such program here, so no such runtime.
            return false;
        }
    }
}
