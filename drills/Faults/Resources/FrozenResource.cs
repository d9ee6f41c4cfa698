using Aspire.Hosting;

namespace Faults;

/// <summary>
/// A resource that is frozen until this is disposed of, by the same commands as on the dashboard.
/// </summary>
public sealed class FrozenResource : IAsyncDisposable
{
    private readonly DistributedApplication _application;
    private readonly string _resource;

    private FrozenResource(DistributedApplication application, string resource)
    {
        _application = application;
        _resource = resource;
    }

    /// <summary>Freezes a resource.</summary>
    public static async Task<FrozenResource> FreezeAsync(
        DistributedApplication application, string resource, CancellationToken cancellationToken)
    {
        await application.CommandAsync(resource, FreezeCommands.Freeze, cancellationToken);
        return new FrozenResource(application, resource);
    }

    /// <summary>Resumes the resource.</summary>
    public async ValueTask DisposeAsync() =>
        await _application.CommandAsync(_resource, FreezeCommands.Resume, CancellationToken.None);
}
