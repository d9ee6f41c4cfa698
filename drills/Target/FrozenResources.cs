using Aspire.Hosting;
using Faults;

namespace Drills.Target;

/// <summary>The resources that are frozen at the moment.</summary>
internal sealed class FrozenResources
{
    private readonly List<FrozenResource> _frozen = [];

    /// <summary>Freezes a resource.</summary>
    public async Task AddAsync(
        DistributedApplication application, string resource, CancellationToken cancellationToken) =>
        _frozen.Add(await FrozenResource.FreezeAsync(application, resource, cancellationToken));

    /// <summary>Resumes all of them.</summary>
    public async Task ResumeAsync()
    {
        foreach (var frozen in _frozen)
        {
            await frozen.DisposeAsync();
        }

        _frozen.Clear();
    }
}
