using Aspire.Hosting.StandIn;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceCommandService(IServiceProvider services)
{
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        var resource = services.GetRequiredService<DistributedApplicationModel>().Resources
            .FirstOrDefault(resource => string.Equals(resource.Name, resourceId, StringComparison.OrdinalIgnoreCase));
        return resource is null ? Task.FromResult(Failure($"Resource '{resourceId}' not found.")) : ExecuteCommandAsync(resource, commandName, cancellationToken);
    }

    public async Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        if (services.GetRequiredService<Orchestrator>().Find(resource) is not { } runner)
        {
            return Failure($"Resource '{resource.Name}' runs nothing.");
        }

        if (commandName == KnownResourceCommands.StopCommand || commandName == KnownResourceCommands.RestartCommand)
        {
            await runner.StopAsync().WaitAsync(cancellationToken);
        }

        if (commandName == KnownResourceCommands.StartCommand || commandName == KnownResourceCommands.RestartCommand)
        {
            await runner.StopAsync().WaitAsync(cancellationToken);
            runner.Start();
        }
        else if (commandName != KnownResourceCommands.StopCommand)
        {
            return Failure($"Command '{commandName}' not available for resource '{resource.Name}'.");
        }

        return new ExecuteCommandResult { Success = true };
    }

    private static ExecuteCommandResult Failure(string message) => new() { Success = false, Message = message };
}
