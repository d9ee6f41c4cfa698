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

    /// <summary>Resumes all of them, also if one cannot be resumed.</summary>
    /// <exception cref="AggregateException">Some could not be resumed.</exception>
    public async Task ResumeAsync()
    {
        FrozenResource[] all = [.. _frozen];
        _frozen.Clear();
        var failures = new List<Exception>();
        foreach (var frozen in all)
        {
            try
            {
                await frozen.DisposeAsync();
            }
            catch (InvalidOperationException failure)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }
}
