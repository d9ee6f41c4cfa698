using System.Net.Http.Json;

namespace AppHost;

/// <summary>Commands of the dashboard that switch all processes of a service, through the resilience console.</summary>
internal static class SwitchCommands
{
    /// <summary>
    /// Adds commands to a service: break and mend a dependency, isolate and close its circuit; and to clear the cache,
    /// if the service has one.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSwitches(
        this IResourceBuilder<ProjectResource> service,
        IResourceBuilder<ProjectResource> console,
        string dependency,
        bool hasCache = false)
    {
        service
            .WithSwitch(
                console, "inject-faults", dependency, $"Break {dependency}", "PlugDisconnected",
                $"Calls of {dependency} by this service fail for a minute, as if it refused connections.")
            .WithSwitch(
                console, "stop-faults", dependency, $"Mend {dependency}", "PlugConnected",
                $"Ends injected failures of {dependency}.")
            .WithSwitch(
                console, "isolate-circuit", dependency, $"Isolate {dependency}", "ShieldLock",
                $"This service rejects every call of {dependency} until its circuit is closed.",
                confirmation: $"Reject every call of {dependency}?")
            .WithSwitch(
                console, "close-circuit", dependency, $"Close the circuit of {dependency}", "ShieldCheckmark",
                "Closes the circuit and resets its counters.");
        return hasCache
            ? service.WithSwitch(
                console, "clear-cache", dependency: "", "Clear the cache", "Broom",
                "This service does not use the responses cached so far any more.",
                confirmation: "Without cached responses, reads fail while their source does. Clear the cache?")
            : service;
    }

    private static IResourceBuilder<ProjectResource> WithSwitch(
        this IResourceBuilder<ProjectResource> service,
        IResourceBuilder<ProjectResource> console,
        string name,
        string dependency,
        string label,
        string icon,
        string description,
        string? confirmation = null) => service.WithHttpCommand(
        "/switches",
        label,
        commandName: dependency.Length == 0 ? name : $"{name}-{dependency}",
        commandOptions: new HttpCommandOptions
        {
            Method = HttpMethod.Post,
            EndpointSelector = () => console.GetEndpoint("http"),
            Description = description,
            ConfirmationMessage = confirmation,
            IconName = icon,
            PrepareRequest = context =>
            {
                context.Request.Content = JsonContent.Create(
                    new { service = service.Resource.Name, name, dependency, fault = "refused" });
                return Task.CompletedTask;
            },
        });
}
