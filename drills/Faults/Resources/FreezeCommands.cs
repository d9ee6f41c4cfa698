using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Faults;

/// <summary>
/// Commands of the dashboard that freeze a resource and resume it: its processes by signals, its container by the
/// container runtime.
/// </summary>
public static class FreezeCommands
{
    /// <summary>Name of the command that freezes a resource.</summary>
    public const string Freeze = "freeze";

    /// <summary>Name of the command that resumes a frozen resource.</summary>
    public const string Resume = "resume";

    // The state of a container that is frozen.
    private const string Paused = "Paused";

    /// <summary>Adds both commands. The services need a <see cref="RuntimeCommand"/>.</summary>
    public static IResourceBuilder<T> WithFreezing<T>(this IResourceBuilder<T> resource)
        where T : IResource => resource
        .WithCommand(
            Freeze,
            "Freeze",
            context => Apply(context, ProcessSignal.Freeze, container => container.Pause()),
            Options(
                "Pause",
                "It keeps its connections open and answers nothing, as a process that hangs does.",
                $"Freeze {resource.Resource.Name}? Resume it by the next command."))
        .WithCommand(
            Resume,
            "Resume",
            context => Apply(context, ProcessSignal.Resume, container => container.Unpause()),
            Options("Play", "It goes on where it was frozen.", confirmation: null));

    private static CommandOptions Options(string icon, string description, string? confirmation) => new()
    {
        IconName = icon,
        Description = description,
        ConfirmationMessage = confirmation,
        UpdateState = context => context.ResourceSnapshot.State?.Text is Paused || context.ResourceSnapshot.State?.Text
            == KnownResourceStates.Running
            ? ResourceCommandState.Enabled
            : ResourceCommandState.Disabled,
    };

    private static Task<ExecuteCommandResult> Apply(
        ExecuteCommandContext context, string signal, Action<ResourceContainer> pause)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        if (!notifications.TryGetCurrentState(context.ResourceName, out var state))
        {
            return Task.FromResult(CommandResults.Failure($"'{context.ResourceName}' has not started yet."));
        }

        var runtime = context.Services.GetRequiredService<RuntimeCommand>;
        if (ResourceContainer.Of(state.Snapshot, runtime) is { } container)
        {
            pause(container);
        }
        else if (!OperatingSystem.IsLinux())
        {
            return Task.FromResult(CommandResults.Failure("Processes can be frozen on Linux only."));
        }
        else if (ResourceProcesses.Of(state.Snapshot) is { } processes)
        {
            ProcessSignal.Send(signal, processes);
        }
        else
        {
            return Task.FromResult(CommandResults.Failure($"'{context.ResourceName}' has no process."));
        }

        return Task.FromResult(CommandResults.Success());
    }
}
