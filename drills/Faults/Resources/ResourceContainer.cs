using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Faults;

/// <summary>The container of a resource.</summary>
public sealed class ResourceContainer
{
    private const string ContainerId = "container.id";

    private readonly RuntimeCommand _runtime;
    private readonly string _id;

    private ResourceContainer(RuntimeCommand runtime, string id)
    {
        _runtime = runtime;
        _id = id;
    }

    /// <summary>The container of a resource, or nothing where the resource is a process.</summary>
    public static async Task<ResourceContainer?> FindAsync(
        DistributedApplication application, string resource, CancellationToken cancellationToken)
    {
        var state = await application.ResourceNotifications.WaitForResourceAsync(
            resource, _ => true, cancellationToken);
        return Of(state.Snapshot, application.Services.GetRequiredService<RuntimeCommand>);
    }

    /// <summary>The container of a resource, or nothing where the resource is a process.</summary>
    public static ResourceContainer? Of(CustomResourceSnapshot snapshot, Func<RuntimeCommand> runtime) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == ContainerId)?.Value is string id
            ? new ResourceContainer(runtime(), id)
            : null;

    /// <summary>Kills it.</summary>
    public void Kill() => _runtime.Run("kill", _id);

    /// <summary>Freezes it.</summary>
    public void Pause() => _runtime.Run("pause", _id);

    /// <summary>Resumes it.</summary>
    public void Unpause() => _runtime.Run("unpause", _id);
}
